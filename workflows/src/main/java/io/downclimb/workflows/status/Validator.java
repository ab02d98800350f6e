package io.downclimb.workflows.status;

import org.jspecify.annotations.Nullable;

/**
 * What a page calls its present version, to ask later whether it is still that one.
 *
 * @param etag as the page spells it; null where it gives none
 * @param lastModified as the page spells it; null where it gives none
 */
public record Validator(@Nullable String etag, @Nullable String lastModified) {
    public static final Validator NONE = new Validator(null, null);
}
