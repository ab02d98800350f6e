package io.downclimb.api.http;

import com.anthropic.core.ObjectMappers;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Answers for the Anthropic door, and what Anthropic's own client makes of its events. */
final class Messages {
    private static final JsonMapper CLIENTS = ObjectMappers.jsonMapper();

    /** Everything that an Anthropic provider may put into a message. */
    static final String NATIVE = """
            {"choices":[{"index":0,"message":{"role":"assistant","content":"It rains."},"finish_reason":"stop"}],
            "anthropic-messages":{"content":[
            {"type":"thinking","thinking":"Weather, then.","signature":"c2lnbmVk"},
            {"type":"redacted_thinking","data":"aGlkZGVu"},
            {"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"rain"},"caller":{"type":"direct"}},
            {"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","caller":{"type":"direct"},"content":[
            {"type":"web_search_result","url":"https://example.org","title":"Rain","encrypted_content":"eA==","page_age":null}]},
            {"type":"text","text":"It rains.","citations":[{"type":"char_location","cited_text":"rain","document_index":0,
            "document_title":"Weather","start_char_index":0,"end_char_index":4,"file_id":null}]},
            {"type":"tool_use","id":"toolu_1","name":"umbrella","input":{"open":true,"size":1.50},"caller":{"type":"direct"}}],
            "stop_reason":"stop_sequence","stop_sequence":"END",
            "usage":{"input_tokens":20,"output_tokens":9,"cache_read_input_tokens":5,"cache_creation_input_tokens":2,
            "service_tier":"standard"}}}""";

    private Messages() {}

    static ObjectNode answer(String json) {
        return (ObjectNode) Json.read(json);
    }

    /** An answer in the chat form, of one choice with this message. */
    static ObjectNode answer(String message, String finishReason) {
        return answer(
                "{\"choices\":[{\"index\":0,\"message\":" + message + ",\"finish_reason\":\"" + finishReason
                        + "\"}],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":3,\"prompt_tokens_details\":{\"cached_tokens\":8}}}");
    }

    /** The data of events, each of which must be named as its data is. */
    static JsonNode data(byte[] event) {
        String[] lines = new String(event, StandardCharsets.UTF_8).split("\n", -1);
        JsonNode data = Json.read(lines[1].substring("data: ".length()));
        if (lines.length != 4 || !lines[0].equals("event: " + data.path("type").textValue())) {
            throw new AssertionError(String.join("\n", lines));
        }
        return data;
    }

    static List<JsonNode> data(Iterator<byte[]> events) {
        List<JsonNode> data = new ArrayList<>();
        events.forEachRemaining(event -> data.add(data(event)));
        return data;
    }

    /** Puts a message together as Anthropic's client does. */
    static JsonNode accumulated(List<JsonNode> events) throws JsonProcessingException {
        MessageAccumulator accumulator = MessageAccumulator.create();
        boolean servers = false;
        for (JsonNode event : events) {
            RawMessageStreamEvent read = CLIENTS.treeToValue(event, RawMessageStreamEvent.class);
            // The client's own check knows no name of a server's tool to be right.
            servers |= event.at("/content_block/type").asText().equals("server_tool_use");
            accumulator.accumulate(servers ? read : read.validate());
        }
        Message message = accumulator.message();
        return tree(servers ? message : message.validate());
    }

    static JsonNode tree(Message message) throws JsonProcessingException {
        return Json.read(CLIENTS.writeValueAsString(message));
    }
}
