package io.downclimb.api.config;

import io.downclimb.workflows.policy.Policy;
import java.util.Map;

/**
 * A route as it is offered now.
 *
 * @param hash of the policy, see {@link io.downclimb.workflows.policy.PolicyJson#hash}
 * @param texts the prompts, schemas and canned texts that the policy refers to, by the SHA-256 (lower-case hex) of their
 *     UTF-8 bytes
 */
public record Route(Policy policy, String hash, Map<String, String> texts) {
    public Route {
        texts = Map.copyOf(texts);
    }
}
