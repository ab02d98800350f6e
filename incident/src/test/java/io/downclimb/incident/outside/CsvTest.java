package io.downclimb.incident.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvTest {
    @TempDir
    private Path folder;

    @Test
    void a_timeline_knows_severities_providers_and_notes_with_commas() throws IOException {
        Timeline timeline = Timeline.read(file("""
                start,end,severity,provider,note
                2026-03-01T10:00:00Z,2026-03-01T10:40:00Z,major,openai,"errors, then none"
                1772359200000,1772359800000,0.25,,
                2026-02-01T10:00:00+01:00,2026-02-01T10:10:00+01:00,hang,,
                """));
        assertThat(timeline.outages()).hasSize(3).isSortedAccordingTo((a, b) -> Long.compare(a.from(), b.from()));
        Timeline.Outage hang = timeline.outages().getFirst();
        assertThat(hang.from()).isEqualTo(Instant.parse("2026-02-01T09:00:00Z").toEpochMilli());
        assertThat(hang.severity().hangs()).isTrue();
        assertThat(hang.provider()).isNull();
        assertThat(timeline.outages()).extracting(Timeline.Outage::note).contains("errors, then none");
        assertThat(timeline.outages())
                .extracting(outage -> outage.severity().failing())
                .contains(0.25, 0.40);
    }

    @Test
    void an_azure_trace_is_read_as_it_is() throws IOException {
        LoadTrace trace = LoadTrace.read(file("""
                TIMESTAMP,ContextTokens,GeneratedTokens
                2023-11-16 18:17:03.9799600,4808,10
                2023-11-16 18:17:04.0319600,3180,8
                """));
        assertThat(trace.isAbsolute()).isTrue();
        assertThat(trace.requests())
                .containsExactly(
                        new LoadTrace.Arriving(
                                Instant.parse("2023-11-16T18:17:03.979Z").toEpochMilli(), 4808, 10, null),
                        new LoadTrace.Arriving(
                                Instant.parse("2023-11-16T18:17:04.031Z").toEpochMilli(), 3180, 8, null));
    }

    @Test
    void a_burstgpt_trace_is_read_as_it_is_and_its_failures_count_as_arrivals() throws IOException {
        LoadTrace trace = LoadTrace.read(file("""
                Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type
                5,ChatGPT,472,18,490,Conversation log
                45,ChatGPT,1087,230,1317,Conversation log
                118,GPT-4,417,0,417,Conversation log
                """));
        assertThat(trace.isAbsolute()).isFalse();
        assertThat(trace.requests()).extracting(LoadTrace.Arriving::at).containsExactly(5_000L, 45_000L, 118_000L);
        assertThat(trace.requests().getLast().outputTokens()).isEqualTo(230);
        assertThat(trace.notes()).anyMatch(note -> note.startsWith("1 requests of the trace have no output tokens"));
    }

    @Test
    void columns_may_stand_in_any_order_and_empty_lines_are_passed_over() throws IOException {
        LoadTrace trace = LoadTrace.read(file("""
                route,output_tokens,arrived_at,input_tokens

                chat,7,1772359200000,70

                """));
        assertThat(trace.requests()).containsExactly(new LoadTrace.Arriving(1_772_359_200_000L, 70, 7, "chat"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "yesterday,2026-03-01T10:40:00Z,major       | line 3: start \"yesterday\" is not a time",
                "2026-03-01T10:00:00Z,12,major              | line 3: end \"12\" is not a time",
                "2026-03-01T10:00:00Z,2026-03-01T09:00:00Z,major | line 3: end \"2026-03-01T09:00:00Z\" is not after",
                "2026-03-01T10:00:00Z,2026-03-01T10:40:00Z,bad   | line 3: severity \"bad\" is not known",
                "2026-03-01T10:00:00Z,2026-03-01T10:40:00Z,1.5   | line 3: severity \"1.5\" is not known",
                "2026-03-01T10:00:00Z,2028-03-01T10:40:00Z,major | line 3: the outage lasts more than a year",
                "2026-03-01T10:00:00Z                            | line 3: end \"\" is not a time"
            })
    void a_wrong_line_of_a_timeline_is_named_with_its_number_and_a_fix(String line, String message) throws IOException {
        Path file = file("start,end,severity\n2026-03-01T10:00:00Z,2026-03-01T10:40:00Z,major\n" + line + "\n");
        assertThatThrownBy(() -> Timeline.read(file))
                .isInstanceOf(OutsideFormatException.class)
                .hasMessageContaining(file + ", " + message)
                .hasMessageContaining("fix: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "now,1,1                | line 3: arrived_at \"now\" is not a time",
                "-4,1,1                 | line 3: arrived_at \"-4\" is not a time",
                "2026-03-01T10:00:00Z,1,1 | line 3: arrived_at \"2026-03-01T10:00:00Z\" is of another kind",
                "7,many,1               | line 3: input_tokens \"many\" is not a count of tokens",
                "7,1,-1                 | line 3: output_tokens \"-1\" is not a count of tokens",
                "7,1                    | line 3: output_tokens \"\" is not a count of tokens"
            })
    void a_wrong_line_of_a_trace_is_named_with_its_number_and_a_fix(String line, String message) throws IOException {
        Path file = file("arrived_at,input_tokens,output_tokens\n5,10,10\n" + line + "\n");
        assertThatThrownBy(() -> LoadTrace.read(file))
                .isInstanceOf(OutsideFormatException.class)
                .hasMessageContaining(file + ", " + message)
                .hasMessageContaining("fix: ");
    }

    @Test
    void empty_lines_and_texts_of_several_lines_count_as_they_stand_in_the_file() throws IOException {
        Path file = file("""
                start,end,severity,note

                2026-03-01T10:00:00Z,2026-03-01T10:40:00Z,major,"first line
                second line"

                yesterday,2026-03-01T10:40:00Z,major,
                """);
        assertThatThrownBy(() -> Timeline.read(file)).hasMessageContaining("line 6: start \"yesterday\"");
    }

    @Test
    void a_missing_column_an_empty_file_and_a_missing_file_are_named() throws IOException {
        Path noColumn = file("start,end\n");
        assertThatThrownBy(() -> Timeline.read(noColumn)).hasMessageContaining("line 1: there is no column severity");
        Path empty = file("");
        assertThatThrownBy(() -> LoadTrace.read(empty)).hasMessageContaining("line 1: the file is empty");
        Path calm = file("start,end,severity\n");
        assertThatThrownBy(() -> Timeline.read(calm)).hasMessageContaining("names no outage");
        assertThatThrownBy(() -> LoadTrace.read(folder.resolve("nowhere.csv")))
                .isInstanceOf(OutsideFormatException.class)
                .hasMessageContaining("nowhere.csv cannot be read as a UTF-8 text file");
        Path binary = Files.write(folder.resolve("binary.csv"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
        assertThatThrownBy(() -> LoadTrace.read(binary)).isInstanceOf(OutsideFormatException.class);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "outside", ".csv"), text);
    }
}
