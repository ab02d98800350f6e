package io.downclimb.activities.request;

import io.downclimb.db.PolicyRepository;
import io.downclimb.db.PolicyRow;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.PolicyJson;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Every policy that requests were accepted under, with the texts it refers to. Policies never change, so what was read once is kept;
 * a request that began under yesterday's configuration, or on another node, still finds its own.
 */
@Singleton
public class PolicyBook {
    private final PolicyRepository policies;
    private final Map<String, Policy> read = new ConcurrentHashMap<>();
    private final Map<String, String> texts = new ConcurrentHashMap<>();

    PolicyBook(PolicyRepository policies) {
        this.policies = policies;
    }

    /** Writes a policy down for ever, with its texts (by hash), before the first request is accepted under it. */
    public void keep(Policy policy, Map<String, String> policyTexts) {
        policyTexts.forEach(policies::keepText);
        policies.keep(PolicyJson.hash(policy), policy.route(), PolicyJson.write(policy));
    }

    public Policy policy(String hash) {
        return read.computeIfAbsent(
                hash,
                missing -> policies.find(missing)
                        .map(PolicyRow::document)
                        .map(PolicyJson::read)
                        .orElseThrow(() -> new MissingRowException("policy " + missing)));
    }

    public String text(String hash) {
        return texts.computeIfAbsent(
                hash,
                missing -> policies.findText(missing)
                        .orElseThrow(() -> new MissingRowException("policy text " + missing)));
    }
}
