package io.downclimb.incident;

import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.activity.Outcome;
import io.downclimb.workflows.activity.Usage;
import io.downclimb.workflows.breaker.Admission;
import io.downclimb.workflows.breaker.BreakerSettings;
import io.downclimb.workflows.breaker.BreakerState;
import io.downclimb.workflows.breaker.CircuitId;
import io.downclimb.workflows.breaker.Phase;
import io.downclimb.workflows.breaker.Reason;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.PolicyJson;
import io.downclimb.workflows.policy.Price;
import io.downclimb.workflows.policy.Rung;
import io.downclimb.workflows.policy.Validator;
import io.downclimb.workflows.status.StatusNews;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** An incident in which the first provider failed and the second answered, of any length. */
final class Sample {
    static final long START = 1_790_000_000_000L;
    static final long BOUND = 100_000_000;

    static final Policy POLICY = new Policy(
            "support",
            Duration.ofSeconds(20),
            Duration.ofMillis(250),
            List.of(
                    new Rung.Cache("cache", Duration.ofMinutes(10), Duration.ofDays(1), true),
                    model("primary", "claude"),
                    model("secondary", "openai"),
                    new Rung.Canned("canned", "c0ffee")));

    static final String HASH = PolicyJson.hash(POLICY);

    static final Manifest MANIFEST = new Manifest(
            Manifest.FORMAT,
            "0.1.0",
            START + 3_600_000,
            new Selection(START, START + 3_600_000, null, null, List.of()),
            true);

    private Sample() {}

    private static Rung.Model model(String tier, String provider) {
        return new Rung.Model(
                tier,
                provider,
                provider + "/large",
                Duration.ofSeconds(8),
                null,
                Duration.ofSeconds(10),
                2,
                null,
                List.of(new Validator.NonEmpty()),
                0.7,
                null,
                200_000L,
                1_024,
                new Price(new BigDecimal("3.00"), new BigDecimal("15")),
                null);
    }

    static IncidentRequest request(int number) {
        long at = START + number * 10L;
        return new IncidentRequest(
                "request-%06d".formatted(number),
                "default",
                "support",
                HASH,
                "request/default/request-%06d".formatted(number),
                at,
                at + 20_000,
                1,
                number % 2 == 0,
                at + 1_500,
                "answered",
                "secondary",
                "openai",
                "openai/large",
                true,
                null,
                null,
                List.of("primary:OVERLOADED"),
                List.of("cache: nothing stored"),
                new BigDecimal("0.00120000"),
                List.of(failed(at), answered(at + 700)));
    }

    private static IncidentAttempt failed(long at) {
        AttemptResult result = new AttemptResult(
                1,
                1,
                new Outcome.Failed(ErrorClass.OVERLOADED, 529, 1_000L, "overloaded_error"),
                null,
                600,
                420,
                1,
                admission(1),
                0);
        return new IncidentAttempt(
                1, 1, "primary", "claude", "claude/large", 1, at, at + 600, result, 529, null, null, null);
    }

    private static IncidentAttempt answered(long at) {
        AttemptResult result = new AttemptResult(
                2, 2, new Outcome.Whole("stop", new Usage(120L, 80L), "beef"), 300L, 790, 500, 1, admission(2), 0);
        return new IncidentAttempt(
                2,
                2,
                "secondary",
                "openai",
                "openai/large",
                1,
                at,
                at + 790,
                result,
                200,
                120L,
                80L,
                new BigDecimal("0.00120000"));
    }

    private static Admission admission(int rung) {
        return new Admission(
                rung,
                true,
                null,
                List.of(new Admission.Seen(CircuitId.parse("health"), Phase.RAMPING, Reason.ERRORS, 3)),
                false);
    }

    static IncidentTransition transition(long at) {
        return new IncidentTransition(
                "claude",
                "health",
                1,
                at,
                Phase.CLOSED,
                Phase.OPEN,
                "errors",
                "errors",
                Map.of("sum", 4.25, "good", 1.0));
    }

    static IncidentWindow window(int number) {
        return new IncidentWindow(
                "claude", "health", START + number * 10_000L, 10 + number % 7, number % 3, 0, 1, 2, 9, 0, 0, 2, 1.7);
    }

    static final IncidentProbe PROBE =
            new IncidentProbe("claude", "health", 2, "claude/large", START + 60_000, "whole", null, 320L, 900, 0.81);

    static final IncidentJudgement JUDGEMENT = new IncidentJudgement(
            "request-000000",
            2,
            START + 9_000,
            "support",
            "secondary",
            "openai",
            "openai/large",
            "claude/large",
            0.9,
            null);

    static final IncidentStatusPage PAGE =
            new IncidentStatusPage("anthropic", "statuspage", "MAJOR_OUTAGE", START, START + 100);

    static final IncidentBreaker BREAKER = new IncidentBreaker(
            "claude",
            BreakerSettings.DEFAULT,
            new BreakerState(
                    "claude",
                    7,
                    BreakerSettings.DEFAULT,
                    List.of(),
                    Map.of(),
                    Map.of(),
                    StatusNews.UNKNOWN,
                    Map.of(),
                    0));

    static IncidentHistory history(int number) {
        return new IncidentHistory(
                "request/default/request-%06d".formatted(number),
                "run-%d".formatted(number),
                "Request",
                "{\"events\":[{\"eventId\":\"1\",\"n\":%d,\"share\":0.10,\"text\":\"é\\n\"}]}".formatted(number));
    }

    static IncidentContent content(int number) {
        return new IncidentContent(
                "request-%06d".formatted(number), "answer", 2, ("answer " + number).getBytes(StandardCharsets.UTF_8));
    }

    /** Writes all parts. */
    static Closing write(OutputStream out, int requests, int histories, long bound) throws IOException {
        try (IncidentWriter writer = new IncidentWriter(out, MANIFEST, bound)) {
            writer.policy(HASH, POLICY);
            writer.breaker(BREAKER);
            writer.statusPage(PAGE);
            writer.transition(transition(START + 5_000));
            for (int number = 0; number < 3; number++) {
                writer.window(window(number));
            }
            writer.probe(PROBE);
            for (int number = 0; number < requests; number++) {
                writer.request(request(number));
            }
            writer.judgement(JUDGEMENT);
            for (int number = 0; number < histories; number++) {
                writer.history(history(number));
            }
            writer.content(content(0));
            writer.missing(new Closing.MissingHistory("request/default/older", "older than the retention of 24h"));
            return writer.finish();
        }
    }

    static byte[] bytes(int requests, int histories) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            write(out, requests, histories, BOUND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
