package io.downclimb.activities.provider;

/** What a stream brings while it flows: pieces of its first choice, in the order in which they came. */
public sealed interface Delta {
    /** More of the text. */
    record Text(String more) implements Delta {}

    /** More of a refusal that is told apart from the text. */
    record Refusal(String more) implements Delta {}

    /**
     * A call of a tool begins.
     *
     * @param index counts the calls of the answer from 0
     */
    record ToolCall(int index, String id, String name) implements Delta {}

    /** More of a call's arguments, which are JSON in the end. */
    record Arguments(int index, String more) implements Delta {}
}
