package io.downclimb.api.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.activities.provider.Delta;
import io.downclimb.api.live.Splice;
import io.downclimb.api.request.Label;
import io.downclimb.api.request.Reply;
import io.downclimb.api.request.StreamCaller.Accepted;
import io.downclimb.workflows.activity.AttemptOrder;
import io.downclimb.workflows.policy.Rung;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a caller who reads along is told: what the newest attempt brings, as far as the {@link Splice} lets it pass, in the words of the
 * caller's door. Not for several threads.
 */
final class LiveVoice {
    private final Dialect.Live dialect;
    private Splice splice = new Splice();
    private int attempt;
    private int turn;
    private boolean open;

    LiveVoice(Dialect.Live dialect) {
        this.dialect = dialect;
    }

    /** The turn of an attempt that is about to be sent, which lasts until the next begins; 0, which never comes, where a later one has begun. */
    int begin(int number) {
        if (number < attempt) {
            return 0;
        }
        attempt = number;
        splice.restart();
        return ++turn;
    }

    /** Only the newest attempt may speak. */
    boolean hasTurn(int whose) {
        return whose == turn;
    }

    /** What the attempt brings next. */
    Splice.Step take(Delta delta) {
        return splice.take(delta);
    }

    /** What is missing of the recorded answer. */
    Splice.Step conclude(ObjectNode answer) {
        return splice.conclude(answer);
    }

    /** Whether something of an answer was said. */
    boolean isOpen() {
        return open;
    }

    /** How many characters were said. */
    int sent() {
        return splice.sent();
    }

    /** Before the first words of this attempt. */
    List<byte[]> opens(AttemptOrder order, Accepted known) {
        open = true;
        return dialect.opens(new Dialect.Start(
                known.requestId(),
                known.receivedAt(),
                order.tier(),
                order.provider(),
                order.model(),
                notice(order, known)));
    }

    List<byte[]> says(List<Delta> deltas) {
        List<byte[]> events = new ArrayList<>();
        deltas.forEach(delta -> events.addAll(dialect.says(delta)));
        return events;
    }

    List<byte[]> ends(Reply.Answered answered, ObjectNode answer) {
        return dialect.ends(answered, answer);
    }

    /** Nothing more will be said: what was sent need not be known any longer. */
    void forget() {
        splice = new Splice();
    }

    /** What can be told of an answer when its first words come. */
    static Label label(AttemptOrder order, Accepted known) {
        return new Label(
                order.tier(),
                order.provider(),
                order.model(),
                known.policy().isBelowFirstModel(order.rung()),
                notice(order, known),
                List.of(),
                order.number(),
                List.of(),
                List.of(),
                null);
    }

    private static @Nullable String notice(AttemptOrder order, Accepted known) {
        return known.policy().ladder().get(order.rung()) instanceof Rung.Model rung ? rung.notice() : null;
    }
}
