package io.downclimb.incident.whatif;

import java.util.List;

/**
 * What a search came to.
 *
 * @param changes settings as a configuration writes them, such as {@code routes.support.ladder[0].budget: 5s}; empty where nothing is better
 * @param plan the settings as a whole; the present ones where nothing is better
 * @param comparison of the present settings with those the search found, under seeds that it had not seen
 * @param tried how many plans were tried
 */
public record Proposal(List<String> changes, Plan plan, Comparison comparison, int tried) {
    public Proposal {
        changes = List.copyOf(changes);
    }

    /** Whether there is something better. */
    public boolean isBetter() {
        return !changes.isEmpty();
    }

    /** In words, with the table. */
    public String text() {
        String head = isBetter()
                ? "Better (%s), of %d plans tried:\n\n%s\n\nUnder seeds the search had not seen:\n\n"
                        .formatted(Objective.WORDS, tried, String.join("\n", changes))
                : "Of %d plans tried none is better than the present settings beyond the noise (%s).\n\n"
                        .formatted(tried, Objective.WORDS);
        return head + comparison.text();
    }
}
