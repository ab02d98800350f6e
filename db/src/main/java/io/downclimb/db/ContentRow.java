package io.downclimb.db;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.UUID;

/**
 * A prompt, an answer or a raw error: everything that erasure erases.
 *
 * @param kind request, answer or error
 * @param attempt whose it is; 0 for what belongs to no attempt
 */
@Introspected
@MappedEntity("contents")
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record ContentRow(@Id UUID requestId, String kind, int attempt, byte[] body) {}
