package io.downclimb.incident.whatif;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks for settings that would have done better in an incident.
 *
 * <ol>
 *   <li>Beginning at the present settings, one knob after the other is turned through its choices, and kept where that is better
 *       ({@link Objective}), until a whole round changes nothing, at most three rounds (coordinate descent).
 *   <li>Every plan is run under the first half of the seeds, the same for all (common random numbers).
 *   <li>What is kept must be better than the present settings, too, and not only than what was kept before: or many small losses, none of which counts, would
 *       add up.
 *   <li>What was found is compared with the present settings under the other half, which the search has not seen. Only if it is better there, too, is it
 *       proposed: else it was the luck of the first half, and what was kept before it is tried.
 * </ol>
 *
 * <p>It finds what suits this incident. Whether that suits the next one only other incidents tell.
 */
public final class Search {
    private static final int ROUNDS = 3;

    private final WhatIf present;
    private final @Nullable List<Knob> knobs;

    private Search(WhatIf present, @Nullable List<Knob> knobs) {
        this.present = present;
        this.knobs = knobs;
    }

    /** Over all that it knows to turn; see {@link Knob#all}. Assumptions, nodes, delays and seeds are the question's. */
    public static Search of(WhatIf question) {
        return new Search(question.unchanged(), null);
    }

    /** Over these knobs alone. */
    public Search over(List<Knob> some) {
        return new Search(present, List.copyOf(some));
    }

    /** A plan, what it changes by key, and how it did. */
    private record Stand(Plan plan, Map<String, String> changes, Runs runs) {}

    /** Searches. */
    public Proposal run() {
        int half = Math.max(1, present.seeds() / 2);
        WhatIf seen = present.seeds(half);
        WhatIf unseen = present.seeds(half).firstSeed(present.firstSeed() + half);
        Plan first = Plan.of(present.incident());
        List<Knob> turned = knobs == null ? Knob.all(first) : knobs;
        Stand start = new Stand(first, Map.of(), first.ask(seen).runs());
        Deque<Stand> kept = new ArrayDeque<>(List.of(start));
        int tried = 0;
        for (int round = 0; round < ROUNDS; round++) {
            int before = kept.size();
            for (Knob knob : turned) {
                for (Knob.Choice choice : knob.choices(kept.element().plan())) {
                    tried++;
                    Stand stand = stand(choice, kept.element(), seen);
                    if (isBetter(stand, kept.element()) && isBetter(stand, start)) {
                        kept.push(stand);
                    }
                }
            }
            if (kept.size() == before) {
                break;
            }
        }
        return proposal(start, kept, unseen, tried);
    }

    private static boolean isBetter(Stand one, Stand other) {
        return Objective.isBetter(one.runs(), other.runs());
    }

    private static Stand stand(Knob.Choice choice, Stand from, WhatIf seen) {
        Map<String, String> changes = new LinkedHashMap<>(from.changes());
        changes.put(choice.key(), choice.value());
        return new Stand(choice.plan(), changes, choice.plan().ask(seen).runs());
    }

    private static Proposal proposal(Stand start, Deque<Stand> kept, WhatIf unseen, int tried) {
        Runs present = start.plan().ask(unseen).runs();
        for (Stand stand : kept) {
            Comparison comparison = stand.plan().ask(unseen).run();
            Runs changed = comparison.changed();
            if (changed != null && Objective.isBetter(changed, present)) {
                List<String> changes = new ArrayList<>();
                stand.changes().forEach((key, value) -> changes.add(key + ": " + value));
                return new Proposal(changes, stand.plan(), comparison, tried);
            }
        }
        return new Proposal(List.of(), start.plan(), unseen.run(), tried);
    }
}
