package io.downclimb.api.config;

import io.downclimb.api.config.Hold.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads a ladder, and checks what concerns several rungs: their order and their tiers. */
final class LadderReader {
    private LadderReader() {}

    /** The rungs that could be read. Mistakes are told. */
    static List<Hold> read(Section route, RungReader rungs) {
        Element ladder = route.member("ladder");
        String fix = "list its rungs, best first: - {tier: primary, provider: …, model: …, budget: 8s}";
        if (ladder == null) {
            route.missing("ladder", fix);
            return List.of();
        }
        List<Hold> holds = new ArrayList<>();
        List<Element> entries = ladder.list();
        for (int index = 0; index < entries.size(); index++) {
            Hold hold = rungs.read(entries.get(index));
            if (hold != null) {
                checkPlace(hold, index, entries.size());
                holds.add(hold);
            }
        }
        if (ladder.node() == null || (ladder.isList() && entries.isEmpty())) {
            ladder.mistake(null, "has no rung", fix);
        }
        checkTiers(holds);
        return List.copyOf(holds);
    }

    private static void checkPlace(Hold hold, int index, int size) {
        if (hold.kind() == Kind.CACHE && index > 0) {
            hold.at()
                    .mistake(
                            "cache",
                            "is a cache rung below the first place",
                            "move it to the top: a cache is asked first");
        }
        if (hold.kind() == Kind.CANNED && index < size - 1) {
            hold.at()
                    .mistake(
                            "canned",
                            "is a canned rung with rungs below, which could never serve",
                            "move it to the bottom, and keep one");
        }
    }

    private static void checkTiers(List<Hold> holds) {
        Map<String, Hold> byTier = new HashMap<>();
        for (Hold hold : holds) {
            Hold earlier = hold.tier() == null ? null : byTier.putIfAbsent(hold.tier(), hold);
            if (earlier != null && hold.kind() == Kind.MODEL) {
                hold.at()
                        .mistake(
                                hold.tier(),
                                "is a tier that %s has already"
                                        .formatted(earlier.at().key()),
                                "give each rung of a ladder its own tier, such as secondary or tertiary");
            }
        }
    }
}
