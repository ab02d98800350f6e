package io.downclimb.api.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.activities.provider.Delta;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What was sent of an answer against what another attempt brings of it, so that a stream that broke is finished without a seam, or not at all.
 *
 * <ol>
 *   <li>While nothing was sent, whatever comes passes.
 *   <li>An attempt that begins after something was sent must repeat it: the text, the refusal, and each call of a tool by its index, with the
 *       same name and with arguments that begin alike. What repeats is swallowed. Ids of calls may differ, and the one sent first stays.
 *   <li>What goes beyond is held back until all that was sent has been repeated, and passes then, in its order. So nothing of an attempt
 *       passes that would have shown itself to be another answer.
 *   <li>What contradicts diverges, for good: the caller has a part of an answer that nobody will finish.
 *   <li>In the end the recorded answer decides: it must be what was sent, with more behind it at most, and that much is still missing.
 * </ol>
 *
 * <p>Not for several threads.
 */
public final class Splice {
    private final Strand text = new Strand();
    private final Strand refusal = new Strand();
    private final TreeMap<Integer, SentCall> calls = new TreeMap<>();
    private final List<Delta> held = new ArrayList<>();
    private boolean diverged;

    /** What is to be done with what came. */
    public sealed interface Step {}

    /** To be sent now, in this order; often nothing. */
    public record Pass(List<Delta> deltas) implements Step {
        public Pass {
            deltas = List.copyOf(deltas);
        }
    }

    /** It is another answer than the one of which a part was sent. */
    public record Diverged() implements Step {}

    private static final class SentCall {
        private final String name;
        private final Strand arguments = new Strand();
        private boolean begun = true;

        private SentCall(String name) {
            this.name = name;
        }

        boolean isRepeated() {
            return begun && arguments.isRepeated();
        }
    }

    /** Another attempt begins. */
    public void restart() {
        held.clear();
        text.restart();
        refusal.restart();
        calls.values().forEach(call -> {
            call.begun = false;
            call.arguments.restart();
        });
    }

    /** What the present attempt brings next. */
    public Step take(Delta delta) {
        if (diverged) {
            return new Diverged();
        }
        switch (delta) {
            case Delta.Text(String more) -> beyond(text, more, Delta.Text::new);
            case Delta.Refusal(String more) -> beyond(refusal, more, Delta.Refusal::new);
            case Delta.ToolCall call -> begin(call);
            case Delta.Arguments(int index, String more) -> {
                SentCall call = calls.get(index);
                if (call == null) {
                    held.add(delta);
                } else {
                    beyond(call.arguments, more, rest -> new Delta.Arguments(index, rest));
                }
            }
        }
        return diverged ? new Diverged() : new Pass(released());
    }

    /** The recorded answer, in the chat form: what of it has not been sent. */
    public Step conclude(ObjectNode answer) {
        held.clear();
        JsonNode message = answer.path("choices").path(0).path("message");
        List<Delta> missing = new ArrayList<>();
        missing(text, message.path("content").asText(""), missing, Delta.Text::new);
        missing(refusal, message.path("refusal").asText(""), missing, Delta.Refusal::new);
        JsonNode answered = message.path("tool_calls");
        diverged |= !calls.isEmpty() && calls.lastKey() >= answered.size();
        for (int index = 0; index < answered.size(); index++) {
            missing(index, answered.path(index), missing);
        }
        if (diverged) {
            return new Diverged();
        }
        missing.forEach(this::send);
        return new Pass(missing);
    }

    /** How many characters of text, refusal and arguments were sent. */
    public int sent() {
        return text.length()
                + refusal.length()
                + calls.values().stream()
                        .mapToInt(call -> call.arguments.length())
                        .sum();
    }

    private void beyond(Strand strand, String more, Function<String, Delta> delta) {
        String rest = strand.beyond(more);
        if (rest == null) {
            diverged = true;
        } else if (!rest.isEmpty()) {
            held.add(delta.apply(rest));
        }
    }

    private void begin(Delta.ToolCall begun) {
        SentCall call = calls.get(begun.index());
        if (call == null) {
            held.add(begun);
            return;
        }
        diverged |= !call.name.equals(begun.name());
        call.begun = true;
    }

    private List<Delta> released() {
        boolean repeated = text.isRepeated()
                && refusal.isRepeated()
                && calls.values().stream().allMatch(SentCall::isRepeated);
        if (!repeated || held.isEmpty()) {
            return List.of();
        }
        List<Delta> now = List.copyOf(held);
        held.clear();
        now.forEach(this::send);
        return now;
    }

    private void send(Delta delta) {
        switch (delta) {
            case Delta.Text(String more) -> text.send(more);
            case Delta.Refusal(String more) -> refusal.send(more);
            case Delta.ToolCall call -> calls.put(call.index(), new SentCall(call.name()));
            case Delta.Arguments(int index, String more) -> {
                SentCall call = calls.get(index);
                if (call != null) {
                    call.arguments.send(more);
                }
            }
        }
    }

    private void missing(Strand strand, String whole, List<Delta> missing, Function<String, Delta> delta) {
        String rest = strand.missing(whole);
        if (rest == null) {
            diverged = true;
        } else if (!rest.isEmpty()) {
            missing.add(delta.apply(rest));
        }
    }

    private void missing(int index, JsonNode answered, List<Delta> missing) {
        String name = answered.path("function").path("name").asText("");
        String arguments = answered.path("function").path("arguments").asText("");
        @Nullable SentCall sent = calls.get(index);
        if (sent == null) {
            missing.add(new Delta.ToolCall(index, answered.path("id").asText(""), name));
            if (!arguments.isEmpty()) {
                missing.add(new Delta.Arguments(index, arguments));
            }
            return;
        }
        diverged |= !sent.name.equals(name);
        missing(sent.arguments, arguments, missing, rest -> new Delta.Arguments(index, rest));
    }
}
