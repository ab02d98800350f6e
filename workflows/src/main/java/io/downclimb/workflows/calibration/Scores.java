package io.downclimb.workflows.calibration;

import java.util.List;
import java.util.random.RandomGenerator;

/** Where scores (0..1) come from. */
public sealed interface Scores {
    double draw(RandomGenerator random);

    double mean();

    /** Scores that were given once, drawn again and again: a bootstrap. */
    record Resampled(List<Double> given) implements Scores {
        public Resampled {
            given = List.copyOf(given);
            if (given.isEmpty()) {
                throw new IllegalArgumentException("there are no scores to draw from");
            }
        }

        @Override
        public double draw(RandomGenerator random) {
            return given.get(random.nextInt(given.size()));
        }

        @Override
        public double mean() {
            return given.stream().mapToDouble(Double::doubleValue).sum() / given.size();
        }

        public double deviation() {
            double mean = mean();
            return Math.sqrt(given.stream()
                            .mapToDouble(score -> (score - mean) * (score - mean))
                            .sum()
                    / given.size());
        }
    }

    /**
     * Healthy answers with garbage among them.
     *
     * @param share of garbage (0..1)
     */
    record Mixed(Scores healthy, Scores garbage, double share) implements Scores {
        @Override
        public double draw(RandomGenerator random) {
            return random.nextDouble() < share ? garbage.draw(random) : healthy.draw(random);
        }

        @Override
        public double mean() {
            return (1 - share) * healthy.mean() + share * garbage.mean();
        }

        /** With as much garbage as brings the mean down to this. */
        public static Mixed downTo(double mean, Scores healthy, Scores garbage) {
            double share = (healthy.mean() - mean) / (healthy.mean() - garbage.mean());
            return new Mixed(healthy, garbage, Math.clamp(share, 0, 1));
        }
    }
}
