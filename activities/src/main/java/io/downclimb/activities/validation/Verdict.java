package io.downclimb.activities.validation;

/** What the validators say of an answer. */
public sealed interface Verdict {
    /** The answer may leave the rung. */
    record Accepted() implements Verdict {}

    /**
     * The answer was turned down.
     *
     * @param validator the rule's name: non-empty, truncated, finish-reason, max-length, regex, json-schema
     * @param reason in words of our own, without anything of the answer
     */
    record Rejected(String validator, String reason) implements Verdict {}
}
