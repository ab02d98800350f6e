package io.downclimb.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporalBinaryTest {
    @TempDir
    Path folder;

    @AfterEach
    void forget() {
        System.clearProperty(TemporalBinary.PROPERTY);
    }

    @Test
    void theConfiguredProgramComesFirst() throws IOException {
        Path program = Files.createFile(folder.resolve("temporal"));
        assertThat(program.toFile().setExecutable(true)).isTrue();
        System.setProperty(TemporalBinary.PROPERTY, program.toString());
        assertThat(TemporalBinary.locate(line -> {})).isEqualTo(program);
    }

    @Test
    void aConfiguredProgramThatIsNoneIsNamed() {
        System.setProperty(TemporalBinary.PROPERTY, folder.resolve("absent").toString());
        assertThatThrownBy(() -> TemporalBinary.locate(line -> {}))
                .isInstanceOf(EmbeddedServerException.class)
                .hasMessageContaining("absent")
                .hasMessageContaining(TemporalBinary.VARIABLE);
    }
}
