package io.downclimb.activities.validation;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Looks for regular expressions in answers, each compiled once. One that runs away counts as not found. */
final class Regexes {
    private final Map<String, Pattern> compiled = new ConcurrentHashMap<>();

    Verdict.@Nullable Rejected check(String regex, String text) {
        Pattern pattern = compiled.computeIfAbsent(regex, Pattern::compile);
        try {
            return Counted.find(pattern, text) ? null : new Verdict.Rejected("regex", "the expression is not found");
        } catch (Counted.RunsAway e) {
            return new Verdict.Rejected("regex", "the search took too many steps and was given up");
        }
    }
}
