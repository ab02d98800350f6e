package io.downclimb.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.activities.provider.Delta;
import io.downclimb.api.request.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Live streams of the Anthropic door, as Anthropic's own client puts them together. */
class LiveMessageTest {
    private static final Dialect.Start START = new Dialect.Start(
            FakeDesk.ID, FakeDesk.RECEIVED, "primary", "claude", "claude-test-1", "slower than usual");

    @Test
    void text_passes_as_it_comes_and_the_end_says_what_it_took() throws Exception {
        Dialect.Live live = AnthropicDialect.DIALECT.live(true);
        List<JsonNode> events = new ArrayList<>();
        events.addAll(Messages.data(live.opens(START).iterator()));
        assertThat(events).hasSize(1);
        assertThat(events.getFirst().at("/message/usage/input_tokens").intValue())
                .isZero();
        assertThat(events.getFirst().at("/message/downclimb/notice").textValue())
                .isEqualTo("slower than usual");
        events.addAll(Messages.data(live.says(new Delta.Text("Hel")).iterator()));
        assertThat(types(events)).endsWith("content_block_start", "content_block_delta");
        events.addAll(Messages.data(live.says(new Delta.Text("lo.")).iterator()));
        assertThat(events).hasSize(4);
        events.addAll(end(live, Messages.answer("{\"content\":\"Hello.\"}", "stop")));
        assertThat(types(events)).endsWith("content_block_stop", "message_delta", "message_stop");
        JsonNode message = Messages.accumulated(events);
        assertThat(message.at("/content/0/text").textValue()).isEqualTo("Hello.");
        assertThat(message.path("stop_reason").textValue()).isEqualTo("end_turn");
        assertThat(message.at("/usage/input_tokens").intValue()).isEqualTo(4);
        assertThat(message.at("/usage/cache_read_input_tokens").intValue()).isEqualTo(8);
        assertThat(events.get(events.size() - 2).at("/downclimb/tier").textValue())
                .isEqualTo("secondary");
    }

    @Test
    void what_an_anthropic_provider_said_at_the_end_is_told() {
        Dialect.Live live = AnthropicDialect.DIALECT.live(true);
        live.opens(START);
        List<JsonNode> end = end(live, Messages.answer(Messages.NATIVE));
        assertThat(end.getFirst().at("/delta/stop_sequence").textValue()).isEqualTo("END");
        assertThat(end.getFirst().at("/usage/output_tokens").intValue()).isEqualTo(9);
    }

    @Test
    void a_call_without_arguments_has_empty_ones() throws Exception {
        JsonNode message = told(List.of(new Delta.ToolCall(0, "", "now")));
        assertThat(message.path("content"))
                .isEqualTo(Json.read("[{\"type\":\"tool_use\",\"id\":\"toolu_" + FakeDesk.ID
                        + "_0\",\"name\":\"now\",\"input\":{}}]"));
    }

    @Test
    void a_refusal_is_a_text_of_its_own() throws Exception {
        JsonNode message =
                told(List.of(new Delta.Text("Well. "), new Delta.Refusal("I can"), new Delta.Refusal("not.")));
        assertThat(message.path("content"))
                .isEqualTo(Json.read(
                        "[{\"type\":\"text\",\"text\":\"Well. \"},{\"type\":\"text\",\"text\":\"I cannot.\"}]"));
    }

    @Test
    void calls_that_come_in_turns_are_told_one_after_the_other() throws Exception {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            int calls = 1 + random.nextInt(4);
            List<List<Delta>> each = new ArrayList<>();
            StringBuilder expected = new StringBuilder();
            for (int call = 0; call < calls; call++) {
                String arguments = random.nextInt(5) == 0 ? "" : "{\"n\": {\"i\":" + seed + "},\"s\":\"}{\"}";
                each.add(new ArrayList<>(deltas(call, arguments, random)));
                expected.append(call == 0 ? "" : ",")
                        .append("{\"type\":\"tool_use\",\"id\":\"call_" + call + "\",\"name\":\"f" + call
                                + "\",\"input\":" + (arguments.isEmpty() ? "{}" : arguments) + "}");
            }
            JsonNode message = told(shuffled(each, random));
            assertThat(message.path("content")).as("seed " + seed).isEqualTo(Json.read("[" + expected + "]"));
        }
    }

    @Test
    void calls_that_come_in_order_pass_as_they_come() {
        Dialect.Live live = AnthropicDialect.DIALECT.live(true);
        live.opens(START);
        assertThat(live.says(new Delta.ToolCall(0, "a", "f"))).hasSize(1);
        assertThat(live.says(new Delta.Arguments(0, "{\"x\":1}"))).hasSize(1);
        assertThat(live.says(new Delta.Arguments(0, "\n"))).hasSize(1);
        assertThat(Messages.data(live.says(new Delta.ToolCall(1, "b", "f")).iterator()))
                .extracting(event -> event.path("type").textValue())
                .containsExactly("content_block_stop", "content_block_start");
        assertThat(live.says(new Delta.Arguments(0, " "))).isEmpty();
        assertThat(Messages.data(live.says(new Delta.Text("after")).iterator())).isEmpty();
        assertThat(live.says(new Delta.Arguments(1, "{}"))).hasSize(4);
    }

    /** Calls begin in their order; between them anything may come. */
    private static List<Delta> shuffled(List<List<Delta>> each, Random random) {
        List<Delta> all = new ArrayList<>();
        int begun = 0;
        while (each.stream().anyMatch(deltas -> !deltas.isEmpty())) {
            int call = random.nextInt(Math.min(each.size(), begun + 1));
            if (!each.get(call).isEmpty()) {
                all.add(each.get(call).removeFirst());
                begun = Math.max(begun, call + 1);
            }
        }
        return all;
    }

    private static List<Delta> deltas(int call, String arguments, Random random) {
        List<Delta> deltas = new ArrayList<>();
        deltas.add(new Delta.ToolCall(call, "call_" + call, "f" + call));
        int from = 0;
        while (from < arguments.length()) {
            int to = Math.min(arguments.length(), from + 1 + random.nextInt(8));
            deltas.add(new Delta.Arguments(call, arguments.substring(from, to)));
            from = to;
        }
        return deltas;
    }

    private static JsonNode told(List<Delta> deltas) throws Exception {
        Dialect.Live live = AnthropicDialect.DIALECT.live(true);
        List<JsonNode> events = new ArrayList<>(Messages.data(live.opens(START).iterator()));
        deltas.forEach(delta -> events.addAll(Messages.data(live.says(delta).iterator())));
        events.addAll(end(live, Messages.answer("{\"content\":null}", "tool_calls")));
        return Messages.accumulated(events);
    }

    private static List<JsonNode> end(Dialect.Live live, ObjectNode answer) {
        Reply.Answered answered = FakeDesk.answered(FakeDesk.DEGRADED, answer);
        return Messages.data(live.ends(answered, answer).iterator());
    }

    private static List<String> types(List<JsonNode> events) {
        return events.stream().map(event -> event.path("type").textValue()).toList();
    }
}
