package io.downclimb.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
