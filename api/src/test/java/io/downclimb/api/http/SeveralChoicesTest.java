package io.downclimb.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Answers whose choices are not one text, as events of the OpenAI door. */
class SeveralChoicesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void no_choice_ends_before_all_have_begun() throws Exception {
        List<JsonNode> chunks = chunks("""
                {"choices":[{"index":0,"message":{"role":"assistant","content":"One."},"finish_reason":"stop"},
                {"index":1,"message":{"role":"assistant","content":"Two."},"finish_reason":"stop"}]}""");
        assertThat(chunks.stream().map(SeveralChoicesTest::told))
                .containsExactly("0:", "1:", "0:One.", "1:Two.", "0!", "1!");
        assertThat(chunks.getFirst().path("downclimb").isObject()).isTrue();
    }

    @Test
    void a_content_that_is_no_text_is_not_left_out() throws Exception {
        List<JsonNode> chunks = chunks("""
                {"choices":[{"index":0,"message":{"role":"assistant","content":[{"type":"text","text":"One."}]},
                "finish_reason":"stop"}]}""");
        assertThat(chunks.get(1).at("/choices/0/delta/content/0/text").textValue())
                .isEqualTo("One.");
    }

    private static String told(JsonNode chunk) {
        JsonNode choice = chunk.at("/choices/0");
        return choice.path("index").asText()
                + (choice.path("finish_reason").isNull()
                        ? ":" + choice.at("/delta/content").asText()
                        : "!");
    }

    private static List<JsonNode> chunks(String stored) throws Exception {
        ObjectNode answer = (ObjectNode) JSON.readTree(stored);
        Iterator<byte[]> events = CompletionStream.of(FakeDesk.answered(FakeDesk.WHOLE, answer), answer, false);
        List<JsonNode> chunks = new ArrayList<>();
        while (events.hasNext()) {
            String event = new String(events.next(), StandardCharsets.UTF_8);
            if (!event.startsWith("data: [DONE]")) {
                chunks.add(JSON.readTree(event.substring("data: ".length())));
            }
        }
        return chunks;
    }
}
