package io.downclimb.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downclimb.workflows.policy.PolicyJson;
import io.downclimb.workflows.policy.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the writer keeps to: the order, the bound, and that a reader takes what it writes. */
class WriterTest {
    @TempDir
    Path folder;

    @Test
    void historiesBeyondTheBoundAreLeftOutAndCounted() throws IOException {
        long bound = 200_000;
        Path path = folder.resolve("bounded.zip");
        int written = 0;
        Closing closing;
        try (OutputStream out = Files.newOutputStream(path);
                IncidentWriter writer = new IncidentWriter(out, Sample.MANIFEST, bound)) {
            while (writer.history(incompressible(written, 3_000))) {
                written++;
            }
            writer.historiesNotFetched(999);
            assertThat(writer.content(Sample.content(1))).isFalse();
            closing = writer.finish();
        }

        assertThat(Files.size(path)).isBetween(bound - 25_000, bound);
        assertThat(closing.counts()).containsEntry("histories", (long) written);
        assertThat(closing.leftOut())
                .containsExactly(
                        "1000 of %d histories: the file may have 200000 bytes".formatted(1_000 + written),
                        "1 of 1 contents: the file may have 200000 bytes");
        assertThat(histories(path)).hasSize(written);
    }

    @ParameterizedTest
    @ValueSource(longs = {16_000, 20_000, 33_333, 65_536})
    void factsBeyondTheBoundEndTheFileAndItStaysWhole(long bound) throws IOException {
        Path path = folder.resolve("bounded.zip");
        try (OutputStream out = Files.newOutputStream(path)) {
            Sample.write(out, 5_000, 3, bound);
        }

        assertThat(Files.size(path)).isLessThanOrEqualTo(bound);
        try (IncidentFile file = IncidentFile.open(path)) {
            Incident incident = file.load();
            assertThat(incident.requests()).hasSizeBetween(1, 4_999);
            assertThat(incident.closing().counts()).containsEntry("histories", 0L);
            assertThat(incident.closing().leftOut())
                    .contains("%d of 5000 requests: the file may have %d bytes"
                            .formatted(5_000 - incident.requests().size(), bound))
                    .contains("3 of 3 histories: the file may have %d bytes".formatted(bound));
        }
    }

    @Test
    void boundWithoutRoomForTheManifestIsRefused() {
        assertThatThrownBy(() -> new IncidentWriter(OutputStream.nullOutputStream(), Sample.MANIFEST, 1_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no room");
    }

    @Test
    void onlyTheFirstThousandMissingHistoriesAreNamed() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (IncidentWriter writer = new IncidentWriter(out, Sample.MANIFEST, Sample.BOUND)) {
            for (int number = 0; number < 2_500; number++) {
                writer.missing(new Closing.MissingHistory("request/default/" + number, "dropped"));
            }
            Closing closing = writer.finish();
            assertThat(closing.missing()).hasSize(1_000);
            assertThat(closing.missingHistories()).isEqualTo(2_500);
        }
    }

    @Test
    void missingHistoriesAreNamedOnlyAsFarAsThereIsRoom() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (IncidentWriter writer = new IncidentWriter(out, Sample.MANIFEST, 30_000)) {
            for (int number = 0; number < 2_500; number++) {
                writer.missing(
                        new Closing.MissingHistory(incompressible(number, 50).json(), "dropped"));
            }
            Closing closing = writer.finish();
            assertThat(closing.missing()).hasSizeBetween(10, 900);
            assertThat(closing.missingHistories()).isEqualTo(2_500);
        }
        assertThat(out.size()).isLessThanOrEqualTo(30_000);
    }

    @Test
    void recordOutOfOrderIsNamed() throws IOException {
        try (IncidentWriter writer =
                new IncidentWriter(OutputStream.nullOutputStream(), Sample.MANIFEST, Sample.BOUND)) {
            writer.probe(Sample.PROBE);
            assertThatThrownBy(() -> writer.window(Sample.window(0)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContainingAll("windows.jsonl", "probes.jsonl");
            writer.finish();
            assertThatThrownBy(() -> writer.history(Sample.history(0)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("finished");
        }
    }

    @Test
    void recordThatAReaderWouldRefuseIsNotWritten() throws IOException {
        try (IncidentWriter writer =
                new IncidentWriter(OutputStream.nullOutputStream(), Sample.MANIFEST, Sample.BOUND)) {
            assertThatThrownBy(() -> writer.policy("c0ffee", Sample.POLICY)).hasMessageContaining("c0ffee");
            assertThatThrownBy(() -> writer.request(Sample.request(1))).hasMessageContaining("does not have");
            writer.policy(Sample.HASH, Sample.POLICY);
            writer.request(Sample.request(1));
            assertThatThrownBy(() -> writer.request(Sample.request(0))).hasMessageContaining("before the one above");
            assertThatThrownBy(() -> writer.history(new IncidentHistory("w", "r", "Request", "[1]")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no JSON object");
        }
    }

    @Test
    void policyOfALaterVersionKeepsItsDocumentAndItsHash() throws IOException {
        String document = PolicyJson.write(Sample.POLICY).replaceFirst("\\{", "{\"added\":true,");
        String hash = Sha256.of(document);
        Path path = folder.resolve("later.zip");
        try (OutputStream out = Files.newOutputStream(path);
                IncidentWriter writer = new IncidentWriter(out, Sample.MANIFEST, Sample.BOUND)) {
            writer.policy(hash, document);
            writer.finish();
        }
        try (IncidentFile file = IncidentFile.open(path)) {
            assertThat(file.load().policies()).containsOnlyKeys(hash).containsValue(Sample.POLICY);
        }
    }

    @Test
    void unfinishedFileIsRefusedAsCutShort() throws IOException {
        Path path = folder.resolve("unfinished.zip");
        try (OutputStream out = Files.newOutputStream(path);
                IncidentWriter writer = new IncidentWriter(out, Sample.MANIFEST, Sample.BOUND)) {
            writer.window(Sample.window(0));
        }
        assertThatThrownBy(() -> IncidentFile.open(path)).isInstanceOf(IncidentFormatException.class);
    }

    private static IncidentHistory incompressible(int number, int bytes) {
        byte[] noise = new byte[bytes];
        new Random(number).nextBytes(noise);
        String text = Base64.getEncoder().encodeToString(noise);
        return new IncidentHistory("w" + number, "r", "Request", "{\"data\":\"" + text + "\"}");
    }

    private static List<IncidentHistory> histories(Path path) {
        List<IncidentHistory> histories = new ArrayList<>();
        try (IncidentFile file = IncidentFile.open(path)) {
            file.histories(histories::add);
        }
        return histories;
    }
}
