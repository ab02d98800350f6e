package io.downclimb.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are no incident, no longer one, or meant to do harm: each is refused in words. */
class HostileFileTest {
    @TempDir
    Path folder;

    private byte[] good;
    private SequencedMap<String, String> entries;

    @BeforeEach
    void takeApart() throws IOException {
        good = Sample.bytes(4, 3);
        entries = Zips.entries(good);
    }

    @Test
    void whatIsPutTogetherAgainIsReadable() throws IOException {
        Zips.close(entries);
        readAll(Zips.zip(entries), Limits.DEFAULT);
    }

    @Test
    void whatIsNotThereIsNamed() {
        assertThatThrownBy(() -> IncidentFile.open(folder.resolve("none.zip")))
                .isInstanceOf(IncidentFormatException.class)
                .hasMessageContainingAll("none.zip", "no such file", "downclimb incident export");
    }

    @Test
    void textIsNoZip() throws IOException {
        refused("{\"format\":1}".getBytes(StandardCharsets.UTF_8)).hasMessageContaining("not a zip");
    }

    @Test
    void nothingIsNoZip() throws IOException {
        refused(new byte[0]).hasMessageContaining("not a zip");
    }

    @Test
    void anotherZipIsNoIncident() throws IOException {
        SequencedMap<String, String> other = new LinkedHashMap<>();
        other.put("readme.txt", "hello");
        refused(Zips.zip(other)).hasMessageContaining("without incident.json");
    }

    @Test
    void fileWithoutItsClosingWasCutShort() throws IOException {
        entries.remove("closing.json");
        refused(Zips.zip(entries)).hasMessageContainingAll("closing.json", "cut short", "Copy it again");
    }

    @Test
    void newerFormatAsksForANewerDownclimb() throws IOException {
        change(
                "incident.json",
                text -> text.replace("\"format\":1", "\"format\":2").replace("0.1.0", "9.9"));
        entries.put("entirely-new.bin", "?");
        refused(Zips.zip(entries))
                .hasMessageContaining(
                        "written by version 9.9 in format 2; this version reads 1. Use a newer Downclimb.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1.5", "\"1\"", "null", "99999999999", "1e999999999", "{}"})
    void formatThatIsNoVersionIsRefused(String format) throws IOException {
        change("incident.json", text -> text.replace("\"format\":1", "\"format\":" + format));
        refused(Zips.zip(entries)).hasMessageContaining("incident.json");
    }

    @Test
    void changedTextDoesNotFitItsDigest() throws IOException {
        change("requests.jsonl", text -> text.replace("openai", "0penai"));
        refused(Zips.zip(entries)).hasMessageContainingAll("requests.jsonl", "digest");
    }

    @Test
    void changedHistoryDoesNotFitItsDigest() throws IOException {
        change("histories/0001.jsonl", text -> text.replace("run-1", "run-9"));
        refused(Zips.zip(entries)).hasMessageContainingAll("histories/0001.jsonl", "digest");
    }

    @Test
    void wrongChecksumIsDamage() throws IOException {
        int directory = lastIndexOf(good, new byte[] {'P', 'K', 1, 2});
        good[directory + 16] ^= 1;
        refused(good).hasMessageContainingAll("closing.json", "checksum");
    }

    @Test
    void wrongSizeInTheDirectoryIsDamage() throws IOException {
        int directory = lastIndexOf(good, new byte[] {'P', 'K', 1, 2});
        ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).putInt(directory + 24, 2_000_000_000);
        refused(good).hasMessageContaining("closing.json");
    }

    @Test
    void entryThatIsGoneIsNamed() throws IOException {
        entries.remove("windows.jsonl");
        refused(Zips.zip(entries)).hasMessageContainingAll("windows.jsonl", "missing");
    }

    @Test
    void entryThatWasAddedIsNamed() throws IOException {
        entries.remove("probes.jsonl");
        Zips.close(entries);
        SequencedMap<String, String> more = Zips.entries(good);
        more.put("closing.json", entries.get("closing.json"));
        refused(Zips.zip(more)).hasMessageContainingAll("probes.jsonl", "does not know");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../etc/passwd",
                "histories/../../x",
                "/etc/passwd",
                "..\\..\\x",
                "C:/x",
                "..",
                "run.sh",
                "histories/0002.jsonl/x",
                "histories/1.jsonl",
                "histories/0007.jsonl",
                "requests.json",
                "REQUESTS.jsonl",
                "histories/"
            })
    void nameThatIsNotTheFormatsIsRefused(String name) throws IOException {
        entries.put(name, "");
        Zips.close(entries);
        refused(Zips.zip(entries)).hasMessageContaining("entry \"");
    }

    @Test
    void entriesOutOfOrderAreRefused() throws IOException {
        String breakers = entries.remove("breakers.jsonl");
        entries.put("breakers.jsonl", breakers);
        Zips.close(entries);
        refused(Zips.zip(entries)).hasMessageContainingAll("breakers.jsonl", "out of order");
    }

    @Test
    void entryThatIsThereTwiceIsRefused() throws IOException {
        SequencedMap<String, String> twins = new LinkedHashMap<>(entries);
        twins.put("prob2s.jsonl", entries.get("probes.jsonl"));
        byte[] zip = Zips.zip(twins);
        replace(zip, "prob2s.jsonl", "probes.jsonl");
        refused(zip).hasMessageContainingAll("probes.jsonl");
    }

    @Test
    void namesAreNotPrintedWithControlCharacters() throws IOException {
        entries.put("\u001b[2Jx", "");
        refused(Zips.zip(entries)).message().doesNotContain("\u001b");
    }

    @Test
    void moreEntriesThanAllowedAreRefusedBeforeTheyAreRead() throws IOException {
        for (int number = 0; number < 5_000; number++) {
            entries.put("e" + number, "");
        }
        refused(Zips.zip(entries)).hasMessageContaining("more than 4000 entries");
    }

    @Test
    void zipBombIsRefused() throws IOException {
        change("requests.jsonl", text -> text + " ".repeat(40 << 20) + "\n");
        Zips.close(entries);
        refused(Zips.zip(entries)).hasMessageContaining("zip bomb");
    }

    @Test
    void bombOfHistoriesIsRefused() throws IOException {
        String line = entries.get("histories/0001.jsonl").lines().findFirst().orElseThrow() + "\n";
        change("histories/0001.jsonl", _ -> line.repeat(40_000));
        Zips.close(entries);
        refused(Zips.zip(entries)).hasMessageContainingAll("histories/0001.jsonl", "bomb");
    }

    @Test
    void lineLongerThanAllowedIsRefused() throws IOException {
        Limits small = new Limits(1 << 30, 100, 1 << 30, 1 << 30, 2_000, 1_000_000, 1_000_000, 100, 100);
        change("windows.jsonl", text -> "x".repeat(2_000_000) + text);
        Zips.close(entries);
        refused(Zips.zip(entries), small).hasMessageContainingAll("windows.jsonl, line 1", "longer than 1000000 bytes");
    }

    @Test
    void textLongerThanAllowedIsRefused() throws IOException {
        Limits small = new Limits(1 << 30, 100, 1_000_000, 1 << 30, 2_000, 1 << 20, 1 << 20, 100, 100);
        change("windows.jsonl", text -> text.repeat(10_000));
        Zips.close(entries);
        refused(Zips.zip(entries), small).hasMessageContainingAll("windows.jsonl", "longer than 1000000 bytes");
    }

    @Test
    void textsThatAreTogetherLongerThanAllowedAreRefused() throws IOException {
        Limits small = new Limits(1 << 30, 100, 1 << 30, 8_000, 2_000, 1 << 20, 1 << 20, 100, 100);
        refused(good, small).hasMessageContaining("is longer than");
    }

    @Test
    void fileLargerThanAllowedIsRefused() throws IOException {
        Limits small = new Limits(1_000, 100, 1 << 30, 1 << 30, 2_000, 1 << 20, 1 << 20, 100, 100);
        refused(good, small).hasMessageContaining("larger than 1000 bytes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"share\":1.0|\"share\":1.5|share is 1.5",
                "\"share\":1.0|\"share\":0|share is 0.0",
                "\"share\":1.0|\"share\":-1e300|share is",
                "\"share\":1.0|\"share\":\"NaN\"|line 1",
                "\"share\":1.0|\"share\":1e99999|line 1",
                "\"receivedAt\":1790000000000|\"receivedAt\":17|receivedAt is 17",
                "\"receivedAt\":1790000000000|\"receivedAt\":9223372036854775807|receivedAt",
                "\"receivedAt\":1790000000000|\"receivedAt\":92233720368547758070|line 1",
                "\"receivedAt\":1790000000000|\"receivedAt\":1.79e12|line 1",
                "\"receivedAt\":1790000000000|\"received\":1790000000000|receivedAt is 0",
                "\"deadlineAt\":1790000020000|\"deadlineAt\":1790000000000000|deadlineAt",
                "\"totalMs\":600|\"totalMs\":-600|totalMs is -600",
                "\"totalMs\":600|\"totalMs\":9000000000000000000|totalMs",
                "\"costUsd\":0.00120000|\"costUsd\":1e999999999|line 1",
                "\"costUsd\":0.00120000|\"costUsd\":1e-999|costUsd",
                "\"costUsd\":0.00120000|\"costUsd\":-1|costUsd is -1",
                "\"rung\":1|\"rung\":0|no model's",
                "\"rung\":1|\"rung\":4|no model's",
                "\"rung\":1|\"rung\":-1|rung is -1",
                "\"rung\":1|\"rung\":2147483647|rung is 2147483647",
                "\"number\":2|\"number\":1|attempt's number is 1",
                "\"id\":\"request-000000\"|\"id\":null|line 1",
                "\"id\":\"request-000000\"|\"ident\":\"x\"|line 1",
                "\"id\":\"request-000000\"|\"id\":{}|line 1",
                "\"id\":\"request-000000\"|\"id\":\"request-000001\"|line 2: request request-000001 is there twice",
                "\"attempts\":[|\"attempts\":[null,|line 1",
                "\"kind\":\"failed\"|\"kind\":\"java.lang.ProcessBuilder\"|line 1",
                "\"kind\":\"failed\"|\"@class\":\"java.lang.ProcessBuilder\"|line 1",
                "\"errorClass\":\"OVERLOADED\"|\"errorClass\":\"NEVER\"|line 1",
                "\"circuit\":\"health\"|\"circuit\":\"nowhere\"|line 1",
                "{\"id\"|{}{\"id\"|line 1",
                "{\"id\"|[]{\"id\"|line 1",
                "{\"id\"|{\"id\":\"a\",\"id\"|line 1",
                "{\"id\"|{id|line 1",
            })
    void requestWithAnAbsurdValueIsRefused(String sound, String absurd, String said) throws IOException {
        change("requests.jsonl", text -> replaceFirst(text, sound, absurd));
        Zips.close(entries);
        refused(Zips.zip(entries)).hasMessageContainingAll("requests.jsonl", said);
    }

    @Test
    void requestsOutOfOrderAreRefused() throws IOException {
        change("requests.jsonl", text -> {
            String[] lines = text.split("\n", -1);
            return String.join("\n", lines[1], lines[0], lines[2], lines[3], "");
        });
        Zips.close(entries);
        refused(Zips.zip(entries)).hasMessageContainingAll("requests.jsonl, line 2", "before the one above it");
    }

    @Test
    void moreRequestsOrAttemptsThanAllowedAreRefused() throws IOException {
        Limits few = new Limits(1 << 30, 100, 1 << 30, 1 << 30, 200, 1 << 20, 1 << 20, 2, 100);
        refused(good, few).hasMessageContainingAll("requests.jsonl, line 3", "more than 2 requests");
        Limits one = new Limits(1 << 30, 100, 1 << 30, 1 << 30, 200, 1 << 20, 1 << 20, 100, 1);
        refused(good, one).hasMessageContainingAll("requests.jsonl, line 1", "number of attempts is 2");
    }

    @Test
    void policyThatWasChangedIsRefused() throws IOException {
        change("policies.jsonl", text -> text.replace("PT20S", "PT21S"));
        Zips.close(entries);
        refused(Zips.zip(entries)).hasMessageContainingAll("policies.jsonl, line 1", "was changed");
    }

    @Test
    void policyThatIsThereTwiceIsRefused() throws IOException {
        change("policies.jsonl", text -> text + text);
        Zips.close(entries);
        refused(Zips.zip(entries)).hasMessageContainingAll("policies.jsonl, line 2", "twice");
    }

    @Test
    void requestWithoutItsPolicyIsRefused() throws IOException {
        entries.remove("policies.jsonl");
        Zips.close(entries);
        refused(Zips.zip(entries)).hasMessageContainingAll("requests.jsonl, line 1", "does not have");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"PT-1S\"", "\"PT9999999999H\"", "\"20\"", "20", "1e9", "\"soon\"", "\"PT1e9S\"", "[]", "null"})
    void breakerWithAnAbsurdDurationIsRefused(String duration) throws IOException {
        change("breakers.jsonl", text -> replaceFirst(text, "\"cooldown\":\"PT5M\"", "\"cooldown\":" + duration));
        Zips.close(entries);
        refused(Zips.zip(entries)).hasMessageContaining("breakers.jsonl, line 1");
    }

    @Test
    void deepNestingIsRefused() throws IOException {
        change(
                "histories/0001.jsonl",
                text -> replaceFirst(text, "[{\"eventId\"", "[".repeat(100_000) + "{\"eventId\""));
        Zips.close(entries);
        refused(Zips.zip(entries)).hasMessageContaining("histories/0001.jsonl, line 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"workflowId\":\"w\",\"runId\":\"r\",\"type\":\"t\",\"history\":\"{}\"}"
            })
    void historyThatIsNoneIsRefused(String line) throws IOException {
        change("histories/0001.jsonl", text -> text + line + "\n");
        Zips.close(entries);
        refused(Zips.zip(entries)).hasMessageContaining("histories/0001.jsonl, line 4");
    }

    @Test
    void countsThatDoNotFitAreRefused() throws IOException {
        change("closing.json", text -> text.replace("\"requests\":4", "\"requests\":5"));
        refused(Zips.zip(entries)).hasMessageContainingAll("closing.json", "counts 5 requests, there are 4");
    }

    @Test
    void fieldsOfALaterVersionArePassedOver() throws IOException {
        for (String name : entries.keySet()) {
            if (!name.startsWith("policies") && !name.startsWith("closing")) {
                change(name, text -> text.replaceAll("(?m)^\\{", "{\"added\":[1,{\"deep\":null}],"));
            }
        }
        Zips.close(entries);
        readAll(Zips.zip(entries), Limits.DEFAULT);
    }

    private void change(String name, UnaryOperator<String> change) {
        String before = entries.get(name);
        String after = change.apply(before);
        assertThat(after).isNotEqualTo(before);
        entries.put(name, after);
    }

    private static String replaceFirst(String text, String what, String with) {
        int at = text.indexOf(what);
        assertThat(at).isNotNegative();
        return text.substring(0, at) + with + text.substring(at + what.length());
    }

    private AbstractThrowableAssert<?, ? extends Throwable> refused(byte[] bytes) throws IOException {
        return refused(bytes, Limits.DEFAULT);
    }

    private AbstractThrowableAssert<?, ? extends Throwable> refused(byte[] bytes, Limits limits) {
        return assertThatThrownBy(() -> readAll(bytes, limits))
                .isExactlyInstanceOf(IncidentFormatException.class)
                .hasMessageContaining("hostile.zip");
    }

    private void readAll(byte[] bytes, Limits limits) throws IOException {
        Path path = Files.write(folder.resolve("hostile.zip"), bytes);
        try (IncidentFile file = IncidentFile.open(path, limits)) {
            file.load();
            file.histories(_ -> {});
            file.contents(_ -> {});
        }
    }

    private static int lastIndexOf(byte[] bytes, byte[] what) {
        return new String(bytes, StandardCharsets.ISO_8859_1)
                .lastIndexOf(new String(what, StandardCharsets.ISO_8859_1));
    }

    private static void replace(byte[] bytes, String what, String with) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        for (int at = text.indexOf(what); at >= 0; at = text.indexOf(what, at + 1)) {
            System.arraycopy(with.getBytes(StandardCharsets.ISO_8859_1), 0, bytes, at, with.length());
        }
    }
}
