package io.downclimb.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written is what is read. */
class RoundTripTest {
    @TempDir
    Path folder;

    @Test
    void allPartsComeBack() throws IOException {
        Path path = folder.resolve("incident.zip");
        Closing closing;
        try (OutputStream out = Files.newOutputStream(path)) {
            closing = Sample.write(out, 20, 2_500, Sample.BOUND);
        }

        try (IncidentFile file = IncidentFile.open(path)) {
            assertThat(file.manifest()).isEqualTo(Sample.MANIFEST);
            assertThat(file.closing()).isEqualTo(closing);
            Incident incident = file.load();
            assertThat(incident.policies()).containsOnlyKeys(Sample.HASH).containsValue(Sample.POLICY);
            assertThat(incident.requests())
                    .isEqualTo(IntStream.range(0, 20).mapToObj(Sample::request).toList());
            assertThat(incident.transitions()).containsExactly(Sample.transition(Sample.START + 5_000));
            assertThat(incident.windows()).containsExactly(Sample.window(0), Sample.window(1), Sample.window(2));
            assertThat(incident.probes()).containsExactly(Sample.PROBE);
            assertThat(incident.judgements()).containsExactly(Sample.JUDGEMENT);
            assertThat(incident.breakers()).containsExactly(Sample.BREAKER);
            assertThat(incident.statusPages()).containsExactly(Sample.PAGE);
            List<IncidentHistory> histories = new ArrayList<>();
            file.histories(histories::add);
            assertThat(histories)
                    .isEqualTo(
                            IntStream.range(0, 2_500).mapToObj(Sample::history).toList());
            List<IncidentContent> contents = new ArrayList<>();
            file.contents(contents::add);
            assertThat(contents).hasSize(1);
            assertThat(contents.getFirst().body()).isEqualTo("answer 0".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(closing.counts()).containsEntry("requests", 20L).containsEntry("histories", 2_500L);
        assertThat(closing.digests())
                .containsKeys("incident.json", "histories/0003.jsonl")
                .hasSize(13);
        assertThat(closing.missingHistories()).isEqualTo(1);
        assertThat(closing.leftOut()).isEmpty();
    }

    @Test
    void sameRecordsGiveTheSameBytes() {
        assertThat(Sample.bytes(5, 3)).isEqualTo(Sample.bytes(5, 3));
    }
}
