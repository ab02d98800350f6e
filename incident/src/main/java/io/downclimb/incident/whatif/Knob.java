package io.downclimb.incident.whatif;

import io.downclimb.workflows.breaker.CallDetector;
import io.downclimb.workflows.breaker.Cusum;
import io.downclimb.workflows.breaker.RateWindow;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** A setting that a search may turn. */
public sealed interface Knob {
    /**
     * What it could be set to.
     *
     * @param key as a configuration names it
     * @param value as a configuration writes it
     * @param plan all settings, with this one changed
     */
    record Choice(String key, String value, Plan plan) {}

    /** The choices there are, from where the search stands; the present value is not among them. */
    List<Choice> choices(Plan plan);

    /** A rung's time to the first content. */
    record Budget(String route, int rung) implements Knob {
        private static final double[] FACTORS = {0.25, 0.375, 0.5, 0.75, 1.5, 2};
        private static final long STEP_MS = 250;
        private static final long LEAST_MS = 500;

        @Override
        public List<Choice> choices(Plan plan) {
            long present = plan.model(route, rung).budget().toMillis();
            return DoubleStream.of(FACTORS)
                    .mapToLong(factor -> Math.max(LEAST_MS, Math.round(present * factor / STEP_MS) * STEP_MS))
                    .filter(ms -> ms != present)
                    .distinct()
                    .mapToObj(ms -> new Choice(
                            "routes.%s.ladder[%d].budget".formatted(route, rung),
                            words(ms),
                            plan.withBudget(route, rung, Duration.ofMillis(ms))))
                    .filter(choice -> choice.plan().mayBe(route))
                    .toList();
        }

        private static String words(long ms) {
            return ms % 1_000 == 0 ? ms / 1_000 + "s" : ms + "ms";
        }
    }

    /** A rung's further calls. */
    record Retries(String route, int rung) implements Knob {
        private static final int MOST = 3;

        @Override
        public List<Choice> choices(Plan plan) {
            int present = plan.model(route, rung).retries();
            return IntStream.rangeClosed(0, MOST)
                    .filter(number -> number != present)
                    .mapToObj(number -> new Choice(
                            "routes.%s.ladder[%d].retries".formatted(route, rung),
                            String.valueOf(number),
                            plan.withRetries(route, rung, number)))
                    .toList();
        }
    }

    /** How a provider's failed calls are noticed. */
    record Errors(String provider) implements Knob {
        private record Detector(String words, CallDetector detector) {}

        private static final List<Detector> DETECTORS = detectors();

        private static List<Detector> detectors() {
            List<Detector> all = new ArrayList<>();
            all.add(new Detector("{detector: cusum}", Cusum.ERRORS));
            for (int threshold : new int[] {4, 6, 8, 10, 12, 16}) {
                all.add(new Detector(
                        "{detector: cusum, threshold: %d}".formatted(threshold),
                        Cusum.of(Cusum.ERRORS.healthy(), Cusum.ERRORS.sick(), (double) threshold)));
            }
            all.add(new Detector(
                    "{detector: rate, above: 0.5, window: 30s, minimum: 10}",
                    RateWindow.of(0.5, Duration.ofSeconds(30), 10)));
            all.add(new Detector(
                    "{detector: rate, above: 0.25, window: 60s, minimum: 20}",
                    RateWindow.of(0.25, Duration.ofMinutes(1), 20)));
            return List.copyOf(all);
        }

        @Override
        public List<Choice> choices(Plan plan) {
            CallDetector present = plan.settings(provider).errors().fresh();
            return DETECTORS.stream()
                    .filter(one -> !Objects.equals(one.detector(), present))
                    .map(one -> new Choice(
                            "providers.%s.breaker.errors".formatted(provider),
                            one.words(),
                            plan.withErrors(provider, one.detector())))
                    .toList();
        }
    }

    /** Budgets and retries of every rung that calls a model, and the detector of each watched provider. */
    static List<Knob> all(Plan plan) {
        List<Knob> knobs = new ArrayList<>();
        for (Map.Entry<String, Policy> route : plan.policies().entrySet()) {
            List<Rung> ladder = route.getValue().ladder();
            for (int rung = 0; rung < ladder.size(); rung++) {
                if (ladder.get(rung) instanceof Rung.Model) {
                    knobs.add(new Budget(route.getKey(), rung));
                    knobs.add(new Retries(route.getKey(), rung));
                }
            }
        }
        plan.breakers().keySet().forEach(provider -> knobs.add(new Errors(provider)));
        return knobs;
    }
}
