package io.downclimb.activities.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What a stream tells while it flows is what the answer holds in the end. */
class FlowTest {
    /** The deltas, joined: what somebody who read along has. */
    private static ObjectNode joined(List<Delta> deltas) {
        StringBuilder text = new StringBuilder();
        StringBuilder refusal = new StringBuilder();
        List<ObjectNode> calls = new ArrayList<>();
        List<StringBuilder> arguments = new ArrayList<>();
        for (Delta delta : deltas) {
            switch (delta) {
                case Delta.Text(String more) -> text.append(more);
                case Delta.Refusal(String more) -> refusal.append(more);
                case Delta.ToolCall(int index, String id, String name) -> {
                    assertThat(index).isEqualTo(calls.size());
                    calls.add(Json.NODES.objectNode().put("id", id).put("name", name));
                    arguments.add(new StringBuilder());
                }
                case Delta.Arguments(int index, String more) ->
                    arguments.get(index).append(more);
            }
        }
        ObjectNode joined = Json.NODES.objectNode().put("text", text.toString()).put("refusal", refusal.toString());
        ArrayNode list = joined.putArray("calls");
        for (int index = 0; index < calls.size(); index++) {
            list.add(calls.get(index).put("arguments", arguments.get(index).toString()));
        }
        return joined;
    }

    private static ObjectNode said(ObjectNode answer) {
        JsonNode message = answer.at("/choices/0/message");
        ObjectNode said =
                Json.NODES.objectNode().put("text", message.path("content").asText(""));
        said.put("refusal", message.path("refusal").asText(""));
        if (message.path("content").isNull()) {
            said.put("text", "");
        }
        ArrayNode list = said.putArray("calls");
        for (JsonNode call : message.path("tool_calls")) {
            list.addObject()
                    .put("id", call.path("id").asText())
                    .put("name", call.at("/function/name").asText())
                    .put("arguments", call.at("/function/arguments").asText());
        }
        return said;
    }

    @Property(tries = 300)
    void theDeltasJoinedAreTheAnswer(
            @ForAll("recordings") Recorded recorded, @ForAll("cuts") List<Integer> cuts, @ForAll boolean asNative) {
        List<Delta> deltas = new ArrayList<>();
        Reception reception = new Reception(Format.of(recorded.api()).assembler(asNative, deltas::add));
        byte[] bytes = recorded.body().getBytes(StandardCharsets.UTF_8);
        int from = 0;
        int turn = 0;
        while (from < bytes.length) {
            int to = Math.min(bytes.length, from + cuts.get(turn++ % cuts.size()));
            reception.feed(ByteBuffer.wrap(bytes, from, to - from).slice());
            from = to;
        }
        reception.end();
        assertThat(reception.finished()).isTrue();
        assertThat(deltas).isNotEmpty();
        assertThat(joined(deltas)).isEqualTo(said(reception.answer().answer()));
    }

    @Property(tries = 300)
    void whatWasToldBeforeACutIsTheBeginningOfTheAnswer(
            @ForAll("recordings") Recorded recorded, @ForAll("parts") double part) {
        byte[] bytes = recorded.body().getBytes(StandardCharsets.UTF_8);
        List<Delta> whole = new ArrayList<>();
        Reception all = new Reception(Format.of(recorded.api()).assembler(false, whole::add));
        all.feed(ByteBuffer.wrap(bytes));
        all.end();
        List<Delta> some = new ArrayList<>();
        Reception cut = new Reception(Format.of(recorded.api()).assembler(false, some::add));
        cut.feed(ByteBuffer.wrap(bytes, 0, (int) (bytes.length * part)).slice());
        cut.end();
        assertThat(whole.subList(0, some.size())).isEqualTo(some);
        assertThat(cut.isBroken()).isFalse();
    }

    @Test
    void aCallWhoseNameComesLateIsToldOfThen() {
        List<Delta> deltas = new ArrayList<>();
        Format.Assembler assembler = Format.of(Api.OPENAI_CHAT).assembler(false, deltas::add);
        assembler.feed(
                Asking.json(
                        "{'choices':[{'index':0,'delta':{'tool_calls':[{'index':3,'id':'c','function':{'arguments':'{'}}]}}]}"));
        assertThat(deltas).isEmpty();
        assembler.feed(
                Asking.json(
                        "{'choices':[{'index':0,'delta':{'tool_calls':[{'index':3,'function':{'name':'f','arguments':'}'}}]}}]}"));
        assembler.feed(Asking.json("{'choices':[{'index':1,'delta':{'content':'not mine'}}]}"));
        assertThat(deltas).containsExactly(new Delta.ToolCall(0, "c", "f"), new Delta.Arguments(0, "{}"));
    }

    @Test
    void aCallThatNeverGetsANameIsToldOfInTheEnd() {
        List<Delta> deltas = new ArrayList<>();
        Format.Assembler assembler = Format.of(Api.OPENAI_CHAT).assembler(false, deltas::add);
        assembler.feed(
                Asking.json(
                        "{'choices':[{'index':0,'delta':{'tool_calls':[{'index':0,'id':'c','function':{'arguments':'{}'}}]}}]}"));
        assembler.feed(Asking.json("{'choices':[{'index':0,'delta':{},'finish_reason':'tool_calls'}]}"));
        assertThat(deltas).containsExactly(new Delta.ToolCall(0, "c", ""), new Delta.Arguments(0, "{}"));
    }

    @Provide
    Arbitrary<Recorded> recordings() {
        return Arbitraries.of(Recorded.ALL);
    }

    @Provide
    Arbitrary<Double> parts() {
        return Arbitraries.doubles().between(0, 1);
    }

    @Provide
    Arbitrary<List<Integer>> cuts() {
        return Arbitraries.integers().between(1, 60).list().ofMinSize(1).ofMaxSize(20);
    }
}
