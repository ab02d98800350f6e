package io.downclimb.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Prompts, answers, judges' reasons, raw errors, pages, keys of callers and keys of providers stay out of histories. Payloads are base64 in the files, so
 * each is decoded before it is searched.
 */
class HistoryContentTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the recorder put into prompts, texts, keys, rubrics and pages, and what the simulator answers and complains with. */
    private static final List<String> CONTENT = List.of(
            "prompt-marker",
            "why do climbers go down",
            "canned-marker",
            "cannot answer right now",
            "key-marker",
            "simulated answer",
            "plain words that mean nothing",
            "sk-",
            "rubric-marker",
            "reason-marker",
            "canary-marker",
            "page-marker",
            "\"messages\"",
            "\"content\"");

    @ParameterizedTest
    @MethodSource("names")
    void holdsNoContent(String name) throws IOException {
        String text = readable(Histories.json(name)).toLowerCase(Locale.ROOT);
        assertThat(CONTENT).allSatisfy(content -> assertThat(text).doesNotContain(content));
    }

    static Stream<String> names() {
        return Histories.names();
    }

    @Test
    void payloadsAreReadBeforeTheyAreSearched() throws IOException {
        String json = Histories.json("secondary-answers-after-overload");
        assertThat(json).doesNotContain("errorClass");
        assertThat(readable(json))
                .contains("\"errorClass\":\"OVERLOADED\"")
                .contains("temporarily using a backup model");
    }

    /** The file, and after it every payload in clear. */
    private static String readable(String json) throws IOException {
        StringBuilder text = new StringBuilder(json);
        for (String data : JSON.readTree(json).findValuesAsText("data")) {
            text.append('\n').append(new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8));
        }
        return text.toString();
    }
}
