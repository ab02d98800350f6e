package io.downclimb.db;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;

/** A policy, or a text that policies refer to, under the hash of what it says. */
@Introspected
@MappedEntity("policies")
public record PolicyRow(@Id String hash, String route, String document) {}
