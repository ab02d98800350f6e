package io.downclimb.incident.whatif;

/**
 * What the replies to a run's calls were known from: how far its figures can be trusted.
 *
 * @param calls in all
 * @param recorded the same request's call was recorded
 * @param near drawn from recorded calls near in time
 * @param far drawn from the nearest recorded calls, none of them near
 * @param assumed of providers the incident never called
 * @param distant further than 30 s from any evidence; they are among the drawn and the assumed
 * @param held silences (or answers that our deadline cut) that nobody had waited out, taken to last
 * @param passedOver operators' words that could not be followed, such as the release of what was held before the incident began
 */
public record Grounds(
        long calls, long recorded, long near, long far, long assumed, long distant, long held, long passedOver) {
    /** A share of the calls (0..1). */
    public double share(long part) {
        return calls == 0 ? 0 : (double) part / calls;
    }

    Grounds plus(Grounds other) {
        return new Grounds(
                calls + other.calls,
                recorded + other.recorded,
                near + other.near,
                far + other.far,
                assumed + other.assumed,
                distant + other.distant,
                held + other.held,
                passedOver + other.passedOver);
    }

    /** Counts them. */
    static final class Counter {
        private long calls;
        private long recorded;
        private long near;
        private long far;
        private long assumed;
        private long distant;
        private long held;
        private long passedOver;

        void count(Reply reply) {
            calls++;
            switch (reply.source()) {
                case RECORDED -> recorded++;
                case NEAR -> near++;
                case FAR -> far++;
                case ASSUMED -> assumed++;
                case SCRIPTED -> {}
            }
            if (reply.source() != Reply.Source.RECORDED && reply.distanceMs() > RecordedWorld.FAR_MS) {
                distant++;
            }
            held += reply.held() ? 1 : 0;
        }

        void passedOver() {
            passedOver++;
        }

        Grounds done() {
            return new Grounds(calls, recorded, near, far, assumed, distant, held, passedOver);
        }
    }
}
