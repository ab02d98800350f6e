package io.downclimb.activities.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Chunks that do not parse: lost pieces of the answer, or noise of somebody in between. */
class BrokenChunkTest {
    private static final String HELLO = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello\"}}]}\n";
    private static final String STOP = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            data: {"choices":[{"index":0,"del^     | true  | 1
            data:   {"choices"^                    | true  | 1
            data: {"a":1} trailing^                | true  | 1
            data: still working^                   | false | 1
            data: 17^                              | false | 1
            data: ["a"]^                           | false | 1
            : a comment^                           | false | 0
            data: ^                                | false | 1
            """)
    void aBrokenObjectLosesTheAnswerAndNoiseDoesNot(String chunk, boolean broken, int skipped) {
        Reception reception = read(HELLO + "\n" + chunk.replace('^', '\n') + "\n" + STOP + "\n");
        assertThat(reception.isBroken()).isEqualTo(broken);
        assertThat(reception.finished()).isEqualTo(!broken);
        assertThat(reception.skipped()).isEqualTo(skipped);
    }

    @ParameterizedTest
    @ValueSource(strings = {"data: {\"choices\":[{\"index\":0,\"del", "data: {\"choices\":[],\"usa\n", "data: {"})
    void aChunkInTheMidstOfWhichTheBodyEndsWasCut(String chunk) {
        assertThat(read(HELLO + "\n" + chunk).isBroken()).isFalse();
        assertThat(read(HELLO + "\n" + chunk).finished()).isFalse();
        assertThat(read(HELLO + "\n" + STOP + "\n" + chunk).finished())
                .as("nothing of the answer was missing by then")
                .isTrue();
    }

    @Test
    void eventsWithoutBlankLinesBetweenThemAreReadOneByOne() {
        Reception reception = read(HELLO.repeat(2) + STOP);
        assertThat(reception.finished()).isTrue();
        assertThat(reception.skipped()).isZero();
        assertThat(reception.answer().answer().at("/choices/0/message/content").asText())
                .isEqualTo("HelloHello");
    }

    private static Reception read(String body) {
        Reception reception = new Reception(Format.of(Api.OPENAI_CHAT).assembler(false, delta -> {}));
        reception.feed(ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
        reception.end();
        return reception;
    }
}
