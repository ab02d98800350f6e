package io.downclimb.activities.breaker;

import io.downclimb.workflows.breaker.Phase;
import io.downclimb.workflows.breaker.Reason;
import io.downclimb.workflows.breaker.Transition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line for each transition, on the node that wrote it down. A refused key, bill or model is an error, since only a person can mend it; another trip a
 * warning; what leads back is information. Probes that find nothing new are not told.
 */
final class TransitionLog {
    private static final Logger LOG = LoggerFactory.getLogger(TransitionLog.class);

    private TransitionLog() {}

    static void tell(String provider, Transition transition) {
        boolean trips = transition.to() == Phase.OPEN && transition.from() != Phase.HALF_OPEN;
        boolean searches = transition.to() == Phase.HALF_OPEN
                || (transition.from() == Phase.HALF_OPEN && transition.to() == Phase.OPEN);
        if (trips && transition.reason() == Reason.LATCH) {
            LOG.error(
                    "{}: refused, and asked again each minute; mend the key, the bill or the model's name",
                    line(provider, transition));
        } else if (trips) {
            LOG.warn("{}", line(provider, transition));
        } else if (!searches) {
            LOG.info("{}", line(provider, transition));
        }
    }

    private static String line(String provider, Transition transition) {
        return "breaker=%s circuit=%s %s->%s cause=%s generation=%d numbers=%s%s"
                .formatted(
                        provider,
                        transition.circuit().text(),
                        transition.from(),
                        transition.to(),
                        transition.cause().replace(' ', '-'),
                        transition.generation(),
                        transition.numbers(),
                        transition.author() == null ? "" : " author=" + transition.author());
    }
}
