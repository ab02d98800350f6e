package io.downclimb.bench.mock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FaultTest {
    @Test
    void anyTenCallsInARowHaveAsManyErrorsAsWereAskedFor() {
        Fault.SomeErrors some = new Fault.SomeErrors(3);

        for (long first = 0; first < 50; first++) {
            assertThat(LongStream.range(first, first + 10).filter(some::hits).count())
                    .isEqualTo(3);
        }
    }

    @Test
    void moreThanAllCallsCannotFail() {
        assertThatThrownBy(() -> new Fault.SomeErrors(11)).isInstanceOf(IllegalArgumentException.class);
    }
}
