package io.downclimb.incident.whatif;

import io.downclimb.incident.Incident;
import io.downclimb.workflows.breaker.BreakerSettings;
import io.downclimb.workflows.breaker.CallDetector;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.PolicyJson;
import io.downclimb.workflows.policy.Price;
import io.downclimb.workflows.policy.Rung;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Incidents made by the simulation itself, out of a script that is the truth. */
final class Made {
    static final long FROM = 1_800_000_000_000L;
    static final long BROKEN = FROM + 120_000;
    static final long WELL = FROM + 240_000;
    static final long UNTIL = FROM + 360_000;
    static final int REQUESTS = 1_500;

    private Made() {}

    static Policy policy(Duration budget, int retries) {
        return new Policy(
                "support",
                Duration.ofSeconds(20),
                Duration.ofMillis(250),
                List.of(
                        model("primary", "alpha", budget, retries),
                        model("secondary", "beta", Duration.ofSeconds(6), 0),
                        new Rung.Canned("canned", "0")));
    }

    static Rung.Model model(String tier, String provider, Duration budget, int retries) {
        return new Rung.Model(
                tier,
                provider,
                "m",
                budget,
                null,
                Duration.ofSeconds(10),
                retries,
                null,
                List.of(),
                null,
                null,
                null,
                1_000,
                new Price(BigDecimal.ONE, BigDecimal.TEN));
    }

    static BreakerSettings watching(CallDetector errors) {
        BreakerSettings usual = BreakerSettings.DEFAULT;
        return new BreakerSettings(
                usual.scope(),
                errors,
                usual.latency(),
                usual.validators(),
                usual.quality(),
                usual.cooldown(),
                usual.qualityProbes(),
                usual.retryShare(),
                usual.retryMinimum(),
                null);
    }

    /** Requests at random times, on average evenly spread over the incident. */
    static List<Arrival> arrivals(Policy policy, int requests, long from, long until) {
        Random random = new Random(7);
        String hash = PolicyJson.hash(policy);
        List<Arrival> arrivals = new ArrayList<>();
        for (int number = 0; number < requests; number++) {
            long at = from + (long) (random.nextDouble() * (until - from));
            arrivals.add(Arrival.of("request-" + number, hash, policy, at));
        }
        return arrivals;
    }

    /** The truth under a policy. */
    static Trace truth(Script script, Policy policy, BreakerSettings alpha, long seed) {
        return Simulation.scripted(
                        arrivals(policy, REQUESTS, FROM, UNTIL),
                        script,
                        Map.of("alpha", alpha, "beta", BreakerSettings.DEFAULT),
                        Timing.USUAL,
                        1,
                        FROM - 10_000,
                        UNTIL + 60_000)
                .run(seed);
    }

    /** The truth under a policy, recorded. */
    static Incident recorded(Script script, Policy policy, BreakerSettings alpha, long seed) {
        return truth(script, policy, alpha, seed)
                .asIncident(Map.of(PolicyJson.hash(policy), policy), FROM, UNTIL + 60_000);
    }
}
