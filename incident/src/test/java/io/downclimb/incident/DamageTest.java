package io.downclimb.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A damaged file is refused, or the damage is in bytes that say nothing, and the same incident is read. */
class DamageTest {
    private static final byte[] GOOD = Sample.bytes(40, 30);

    private static final byte[] SMALL = Sample.bytes(3, 2);

    /** What breaks JSON, and what keeps it whole and changes what it says. */
    private static final List<String> PIECES = List.of(
            "",
            "\"",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\n",
            "null",
            "-1",
            "0",
            "1e308",
            "1e999",
            "1e-999999999",
            "true",
            "\\u0000",
            "\\ud800",
            "\"x\":1,",
            "NaN",
            "\"\"",
            "{}",
            "[]",
            "99999999999999999999",
            "\u0000",
            "é",
            " ",
            "3",
            ".5");

    private static Path scratch;

    /** All that a file holds. */
    private record Read(Incident incident, List<IncidentHistory> histories, List<IncidentContent> contents) {}

    @BeforeContainer
    static void makeRoom() throws IOException {
        scratch = Files.createTempFile("damaged", ".zip");
    }

    @AfterContainer
    static void tidyUp() throws IOException {
        Files.delete(scratch);
    }

    @Test
    void fileCutShortAnywhereIsRefused(@TempDir Path folder) throws IOException {
        byte[] large = Sample.bytes(2_000, 500);
        assertThat(large.length).isGreaterThan(50_000);
        Path path = folder.resolve("short.zip");
        for (int length = 0; length < large.length; length += 1_000) {
            Files.write(path, Arrays.copyOf(large, length));
            assertThatThrownBy(() -> read(path)).isExactlyInstanceOf(IncidentFormatException.class);
        }
        Files.write(path, Arrays.copyOf(large, large.length - 1));
        assertThatThrownBy(() -> read(path)).hasMessageContaining("cut short");
    }

    @Property(tries = 1_500, shrinking = ShrinkingMode.OFF)
    void flippedBitsAreSeenOrMeanNothing(
            @ForAll @Size(min = 1, max = 3) List<@IntRange(max = 1_000_000) Integer> places,
            @ForAll @IntRange(min = 1, max = 255) int flip)
            throws IOException {
        byte[] damaged = GOOD.clone();
        for (int place : places) {
            damaged[place % damaged.length] ^= (byte) flip;
        }
        Files.write(scratch, damaged);
        try {
            assertThat(read(scratch)).isEqualTo(whole());
        } catch (IncidentFormatException e) {
            assertThat(e).hasMessageContaining(scratch.toString());
        }
    }

    /** With digests that fit again, it is the records themselves that must be sound. */
    @Property(tries = 1_500, shrinking = ShrinkingMode.OFF)
    void recordsThatWereTamperedWithAreReadOrRefused(@ForAll long seed) throws IOException {
        Random dice = new Random(seed);
        SequencedMap<String, String> entries = Zips.entries(SMALL);
        List<String> names = List.copyOf(entries.keySet());
        String name = names.get(dice.nextInt(names.size()));
        StringBuilder text = new StringBuilder(entries.get(name));
        for (int changes = 1 + dice.nextInt(3); changes > 0; changes--) {
            int from = dice.nextInt(text.length());
            int until = Math.min(text.length(), from + dice.nextInt(8));
            text.replace(from, until, PIECES.get(dice.nextInt(PIECES.size())));
        }
        entries.put(name, text.toString());
        if (!name.equals("closing.json")) {
            Zips.close(entries);
        }
        Files.write(scratch, Zips.zip(entries));
        try {
            assertThat(read(scratch).incident().manifest().format()).isEqualTo(1);
        } catch (IncidentFormatException e) {
            assertThat(e).hasMessageContaining(scratch.toString());
        }
    }

    private static Read read(Path path) {
        try (IncidentFile file = IncidentFile.open(path)) {
            List<IncidentHistory> histories = new ArrayList<>();
            List<IncidentContent> contents = new ArrayList<>();
            Incident incident = file.load();
            file.histories(histories::add);
            file.contents(contents::add);
            return new Read(incident, histories, contents);
        }
    }

    private static Read whole() throws IOException {
        Path path = Files.createTempFile("whole", ".zip");
        try {
            Files.write(path, GOOD);
            return read(path);
        } finally {
            Files.delete(path);
        }
    }
}
