package io.downclimb.activities.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.workflows.policy.PromptVersion.Placement;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Any JSON object, of the words that the formats use in places where they do not belong, is read without an exception. */
class TotalityTest {
    private static final List<String> NAMES = List.of(
            "messages",
            "role",
            "content",
            "type",
            "text",
            "system",
            "tools",
            "tool_choice",
            "function",
            "name",
            "input_schema",
            "parameters",
            "tool_calls",
            "arguments",
            "tool_call_id",
            "source",
            "data",
            "media_type",
            "url",
            "image_url",
            "file",
            "file_data",
            "filename",
            "response_format",
            "json_schema",
            "schema",
            "properties",
            "items",
            "anyOf",
            "additionalProperties",
            "required",
            "output_config",
            "format",
            "effort",
            "stop",
            "stop_sequences",
            "temperature",
            "top_p",
            "max_tokens",
            "metadata",
            "user_id",
            "user",
            "input",
            "id",
            "index",
            "delta",
            "message",
            "choices",
            "finish_reason",
            "content_block",
            "usage",
            "stop_reason",
            "refusal",
            "n",
            "is_error",
            "citations",
            "cache_control",
            "strict",
            "minItems",
            "description",
            "title",
            "reasoning_effort",
            "mcp_servers",
            "thinking",
            "partial_json",
            "signature",
            "citation",
            "parallel_tool_calls");
    private static final List<String> WORDS = List.of(
            "user",
            "assistant",
            "system",
            "tool",
            "text",
            "image",
            "image_url",
            "document",
            "file",
            "tool_use",
            "tool_result",
            "thinking",
            "search_result",
            "function",
            "custom",
            "auto",
            "any",
            "none",
            "required",
            "json_schema",
            "object",
            "array",
            "base64",
            "url",
            "content",
            "https://x.org/a.png",
            "data:image/png;base64,QUJD",
            "data:text/plain;base64,%%%",
            "{}",
            "[1",
            " ",
            "message_start",
            "content_block_start",
            "content_block_delta",
            "content_block_stop",
            "message_delta",
            "message",
            "text_delta",
            "input_json_delta",
            "thinking_delta",
            "signature_delta",
            "citations_delta",
            "end_turn",
            "stop");

    private static final List<JsonNode> OTHERS = List.of(
            Json.NODES.nullNode(),
            Json.NODES.booleanNode(true),
            Json.NODES.numberNode(0),
            Json.NODES.numberNode(-7),
            Json.NODES.numberNode(1.5));

    @Property(tries = 2_000)
    void anyRequestIsRead(@ForAll long seed) {
        Random random = new Random(seed);
        ObjectNode body = object(random, 6);
        ArrayNode messages = body.putArray("messages");
        for (int count = random.nextInt(4); count > 0; count--) {
            ObjectNode message = object(random, 4);
            message.put("role", pick(random, List.of("user", "assistant", "tool", "system")));
            messages.add(random.nextInt(9) == 0 ? value(random, 3) : message.set("content", value(random, 4)));
        }
        for (ChatRequest request : List.of(ChatRequest.ofChat(body), ChatRequest.ofMessages(body))) {
            assertThat(request.chat()).isNotNull();
            assertThat(Fitness.tokens(request.chat())).isNotNegative();
            for (Api api : List.of(Api.OPENAI_CHAT, Api.ANTHROPIC_MESSAGES)) {
                String reason = Fitness.reason(api, 1L, request);
                assertThat(reason).isNotEqualTo("");
                Call call = Asking.of(api)
                        .prompt(new Call.Prompt("Ropes.\n--- user ---\nQ: {{message}}", Placement.INSTEAD))
                        .call();
                assertThat(Format.of(api)
                                .encode(Asking.with(call, request))
                                .body()
                                .path("stream")
                                .asBoolean())
                        .isTrue();
            }
        }
    }

    @Property(tries = 2_000)
    void anyPieceOfAStreamIsRead(@ForAll long seed) {
        Random random = new Random(seed);
        ObjectNode first = object(random, 5);
        ObjectNode second = object(random, 5);
        for (Api api : List.of(Api.OPENAI_CHAT, Api.ANTHROPIC_MESSAGES)) {
            Format.Assembler assembler = Format.of(api).assembler(true, delta -> {});
            assembler.feed(first);
            assembler.feed(second);
            if (assembler.finished()) {
                assertThat(assembler.answer().answer().path("choices")).isNotEmpty();
            }
        }
    }

    private static ObjectNode object(Random random, int depth) {
        ObjectNode object = Json.NODES.objectNode();
        for (int fields = random.nextInt(7); fields > 0; fields--) {
            object.set(pick(random, NAMES), value(random, depth - 1));
        }
        return object;
    }

    private static JsonNode value(Random random, int depth) {
        int kind = random.nextInt(depth > 0 ? 9 : 3);
        if (kind < 2) {
            return Json.NODES.textNode(pick(random, WORDS));
        }
        if (kind == 2) {
            return pick(random, OTHERS);
        }
        if (kind < 6) {
            return object(random, depth);
        }
        ArrayNode list = Json.NODES.arrayNode();
        for (int elements = random.nextInt(4); elements > 0; elements--) {
            list.add(value(random, depth - 1));
        }
        return list;
    }

    private static <T> T pick(Random random, List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
