package io.downclimb.workflows.policy;

/**
 * Which prompt a rung uses, and how.
 *
 * @param text the hash of the template
 * @param placement before the caller's own system message, or instead of it
 */
public record PromptVersion(String text, Placement placement) {
    public enum Placement {
        BEFORE,
        INSTEAD
    }
}
