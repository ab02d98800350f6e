package io.downclimb.simulator;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Comparator;
import java.util.List;

/** What a provider, or one model of it, will do to the calls to come. */
@JsonInclude(JsonInclude.Include.NON_NULL)
sealed interface Plan {

    /**
     * The fault of the next call.
     *
     * @param calls how many calls this plan has answered before
     */
    Fault fault(long calls, long now);

    record Always(Fault fault) implements Plan {
        @Override
        public Fault fault(long calls, long now) {
            return fault;
        }
    }

    record Sequence(List<Fault> sequence) implements Plan {
        public Sequence {
            sequence = List.copyOf(sequence);
        }

        @Override
        public Fault fault(long calls, long now) {
            return calls < sequence.size() ? sequence.get((int) calls) : new Fault.Healthy();
        }
    }

    /**
     * Faults by the clock.
     *
     * @param setAt ms of the simulator's clock
     */
    record Schedule(long setAt, List<Scheduled> schedule) implements Plan {
        public Schedule {
            schedule = schedule.stream()
                    .sorted(Comparator.comparingLong(Scheduled::from))
                    .toList();
            for (int i = 1; i < schedule.size(); i++) {
                Scheduled before = schedule.get(i - 1);
                Scheduled step = schedule.get(i);
                Require.that(
                        before.until() <= step.from(),
                        "schedule steps must not overlap, but %d..%d and %d..%d do"
                                .formatted(before.from(), before.until(), step.from(), step.until()));
            }
        }

        @Override
        public Fault fault(long calls, long now) {
            return schedule.stream()
                    .filter(step -> step.holdsAt(now - setAt))
                    .map(Scheduled::fault)
                    .findFirst()
                    .orElseGet(Fault.Healthy::new);
        }
    }
}
