package io.downclimb.db;

import io.micronaut.core.annotation.Introspected;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that may be sent, or has a result already.
 *
 * @param sends how often it has been sent, this time included
 * @param result the recorded result as JSON; null where it has none yet
 * @param kept whether the request's content is still there; false where it was erased
 * @param body the caller's canonical request; null where it was erased, or not asked for
 */
@Introspected
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record OpenedAttempt(int sends, @Nullable String result, boolean kept, byte @Nullable [] body) {}
