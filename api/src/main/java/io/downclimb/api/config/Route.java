package io.downclimb.api.config;

import io.downclimb.workflows.policy.Policy;
import java.time.Duration;
import java.util.Map;

/**
 * A route as it is offered now.
 *
 * @param hash of the policy, see {@link io.downclimb.workflows.policy.PolicyJson#hash}
 * @param texts the prompts, schemas and canned texts that the policy refers to, by the SHA-256 (lower-case hex) of their
 *     UTF-8 bytes
 * @param keepAlive the longest silence towards a caller who streams
 */
public record Route(Policy policy, String hash, Map<String, String> texts, Duration keepAlive) {
    public Route {
        texts = Map.copyOf(texts);
    }
}
