package io.downclimb.incident.whatif;

import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.activity.Outcome;
import io.downclimb.workflows.activity.Usage;
import java.util.random.RandomGenerator;

/**
 * Providers as they truly are in a made-up incident: {@code alpha} breaks for a while, {@code beta} is slower and well.
 *
 * @param from of the trouble, in ms since 1970
 * @param until of the trouble
 */
record Script(long from, long until, Trouble trouble) implements ProviderModel {
    enum Trouble {
        /** Nothing comes. */
        SILENT,
        /** Seven calls of ten are turned away at once. */
        OVERLOADED
    }

    @Override
    public Reply reply(Ask ask) {
        RandomGenerator random = ask.random();
        double luck = random.nextDouble();
        boolean slower = ask.provider().equals("beta");
        long first = Math.round((slower ? 900 : 600) * Math.exp(0.3 * random.nextGaussian()));
        long total = first + 400 + random.nextLong(1_200);
        if (ask.provider().equals("alpha") && ask.at() >= from && ask.at() < until) {
            switch (trouble) {
                case SILENT -> {
                    return Reply.scripted(Reply.silent(), null, ask.firstContentWithin());
                }
                case OVERLOADED -> {
                    if (luck < 0.7) {
                        return failed(ErrorClass.OVERLOADED, 503, 80 + random.nextLong(40));
                    }
                }
            }
        }
        if (luck > 0.995) {
            return failed(ErrorClass.OVERLOADED, 503, 120);
        }
        return within(ask, first, total);
    }

    private static Reply within(Ask ask, long first, long total) {
        if (first > ask.firstContentWithin()) {
            return Reply.scripted(Reply.silent(), null, ask.firstContentWithin());
        }
        if (total > ask.completeWithin()) {
            return Reply.scripted(Reply.cut(), first, ask.completeWithin());
        }
        Reply whole = Reply.scripted(new Outcome.Whole("stop", new Usage(200L, 100L), ""), first, total);
        return new Reply(whole.outcome(), first, total, 200L, 100L, null, null, Reply.Source.SCRIPTED, 0, false);
    }

    private static Reply failed(ErrorClass errorClass, int status, long totalMs) {
        return Reply.scripted(new Outcome.Failed(errorClass, status, null, "scripted"), null, totalMs);
    }
}
