package io.downclimb.api.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.activities.provider.Delta;
import io.downclimb.api.request.Reply;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A message as Anthropic's events while it is being made. One block is open at a time, as in Anthropic's own streams:
 *
 * <ol>
 *   <li>what belongs to the open block is said at once;
 *   <li>anything else closes it, if it can be whole: text always, a call once its arguments are a JSON object;
 *   <li>until then the other waits. Providers that make several calls at a time in turns are told one call after the other.
 * </ol>
 *
 * What was read is not counted before the end: the first event says 0, and the last one counts all.
 */
final class LiveMessage implements Dialect.Live {
    private final Deque<Delta> waiting = new ArrayDeque<>();
    private final Set<Block> told = new HashSet<>();
    private final StringBuilder arguments = new StringBuilder();
    private String requestId = "";
    private @Nullable Block open;
    private int index = -1;

    /** What a delta belongs to. */
    private sealed interface Block {
        record Text() implements Block {}

        record Refusal() implements Block {}

        record Call(int index) implements Block {}

        static Block of(Delta delta) {
            return switch (delta) {
                case Delta.Text text -> new Text();
                case Delta.Refusal refusal -> new Refusal();
                case Delta.ToolCall call -> new Call(call.index());
                case Delta.Arguments arguments -> new Call(arguments.index());
            };
        }
    }

    @Override
    public List<byte[]> opens(Dialect.Start start) {
        requestId = start.requestId();
        ObjectNode message = MessageReply.head(requestId, start.model());
        message.set("usage", MessageReply.counts(0, 0, 0, 0));
        message.putObject("downclimb")
                .put("request_id", requestId)
                .put("tier", start.tier())
                .put("provider", start.provider())
                .put("model", start.model())
                .put("notice", start.notice());
        return List.of(MessageEvent.begins(message));
    }

    @Override
    public List<byte[]> says(Delta delta) {
        List<byte[]> events = new ArrayList<>();
        Block block = Block.of(delta);
        if (block.equals(open)) {
            say(delta, events);
        } else if (!told.contains(block)) {
            waiting.add(delta);
        }
        while (!waiting.isEmpty() && canBeWhole()) {
            next(events);
        }
        return events;
    }

    @Override
    public List<byte[]> ends(Reply.Answered answered, ObjectNode answer) {
        List<byte[]> events = new ArrayList<>();
        while (!waiting.isEmpty()) {
            next(events);
        }
        close(events);
        events.add(MessageEvent.ending(MessageReply.of(answered, answer)));
        events.add(MessageEvent.ends());
        return events;
    }

    private boolean canBeWhole() {
        return !(open instanceof Block.Call) || MessageReply.whole(arguments.toString()) instanceof ObjectNode;
    }

    /** Goes on with the block that waited longest, and says all that waits of it. */
    private void next(List<byte[]> events) {
        close(events);
        Delta first = waiting.getFirst();
        Block block = Block.of(first);
        open = block;
        index++;
        events.add(MessageEvent.opens(index, begun(first)));
        for (Iterator<Delta> deltas = waiting.iterator(); deltas.hasNext(); ) {
            Delta delta = deltas.next();
            if (Block.of(delta).equals(block)) {
                say(delta, events);
                deltas.remove();
            }
        }
    }

    private ObjectNode begun(Delta first) {
        return switch (first) {
            case Delta.Text text -> Json.object().put("type", "text").put("text", "");
            case Delta.Refusal refusal -> Json.object().put("type", "text").put("text", "");
            case Delta.ToolCall call ->
                MessageReply.toolUse(MessageReply.callId(call.id(), requestId, call.index()), call.name());
            case Delta.Arguments nameless ->
                MessageReply.toolUse(MessageReply.callId("", requestId, nameless.index()), "");
        };
    }

    private void say(Delta delta, List<byte[]> events) {
        switch (delta) {
            case Delta.Text text -> grow("text_delta", "text", text.more(), events);
            case Delta.Refusal refusal -> grow("text_delta", "text", refusal.more(), events);
            case Delta.ToolCall call -> {
                // Its block is open.
            }
            case Delta.Arguments more -> {
                arguments.append(more.more());
                grow("input_json_delta", "partial_json", more.more(), events);
            }
        }
    }

    private void grow(String type, String field, String more, List<byte[]> events) {
        Slices.of(more)
                .forEach(slice ->
                        events.add(MessageEvent.grows(index, MessageEvent.delta(type, field, slice.of(more)))));
    }

    private void close(List<byte[]> events) {
        @Nullable Block closing = open;
        if (closing == null) {
            return;
        }
        if (closing instanceof Block.Call) {
            if (arguments.isEmpty()) {
                // Clients parse what they joined, and nothing is no JSON.
                grow("input_json_delta", "partial_json", "{}", events);
            }
            arguments.setLength(0);
            // Nothing but white space can follow whole arguments.
            told.add(closing);
        }
        events.add(MessageEvent.closes(index));
        open = null;
    }
}
