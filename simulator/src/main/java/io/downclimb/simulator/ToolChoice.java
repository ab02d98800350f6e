package io.downclimb.simulator;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Which tools an answer calls.
 *
 * <ol>
 *   <li>A tool that the caller names is called, and no other.
 *   <li>Where a call is required, every tool is called at once, in the order of the list; the first alone where the caller wants one at a time.
 *   <li>Where the choice is free, those are called whose names stand in the question; none once there are results to go by.
 * </ol>
 */
sealed interface ToolChoice {
    record None() implements ToolChoice {}

    record Free() implements ToolChoice {}

    record Required() implements ToolChoice {}

    record Named(String name) implements ToolChoice {}

    /**
     * The tools to call.
     *
     * @param parallel whether several may be called at once
     */
    default List<Ask.Tool> of(List<Ask.Tool> tools, boolean parallel, String question, List<String> results) {
        List<Ask.Tool> chosen = switch (this) {
            case None _ -> List.<Ask.Tool>of();
            case Named named ->
                tools.stream()
                        .filter(tool -> tool.name().equals(named.name()))
                        .limit(1)
                        .toList();
            case Required _ -> tools;
            case Free _ ->
                results.isEmpty()
                        ? tools.stream()
                                .filter(tool -> stands(tool.name(), question))
                                .toList()
                        : List.<Ask.Tool>of();
        };
        return parallel ? chosen : chosen.stream().limit(1).toList();
    }

    private static boolean stands(String name, String question) {
        return !name.isEmpty()
                && Pattern.compile("(?<![\\w-])" + Pattern.quote(name) + "(?![\\w-])")
                        .matcher(question)
                        .find();
    }
}
