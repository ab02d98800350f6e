package io.downclimb.incident;

import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Price;
import io.downclimb.workflows.policy.Rung;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What no record of a real incident says: a time before 2000 or after 2200, a negative duration, a share above 1. Such numbers are refused
 * before anything is reckoned with them, by the reader and, so that it can read what is written, by the writer.
 *
 * <p>Each check throws an {@link IllegalArgumentException} that names the field, its value and what it must be.
 */
final class Plausible {
    private static final long EARLIEST = Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();
    private static final long LATEST = Instant.parse("2200-01-01T00:00:00Z").toEpochMilli();
    private static final long LONGEST_MS = 366L * 24 * 3_600_000;
    private static final long COUNT = 1_000_000_000_000L;
    private static final BigDecimal MONEY = new BigDecimal("1000000000");
    private static final int DECIMALS = 40;
    private static final int RUNGS = 1_000;
    private static final int RETRIES = 1_000;

    private Plausible() {}

    static void check(Manifest manifest) {
        time("exportedAt", manifest.exportedAt());
        Selection selection = manifest.selection();
        within("selection.from", selection.from(), 0, LATEST);
        within("selection.until", selection.until(), selection.from(), LATEST);
    }

    static void check(Policy policy) {
        within("number of rungs", policy.ladder().size(), 1, RUNGS);
        for (Rung rung : policy.ladder()) {
            if (rung instanceof Rung.Model model) {
                within("retries of rung " + model.tier(), model.retries(), 0, RETRIES);
                score("quality of rung " + model.tier(), model.quality());
                price(model.price());
            }
        }
        if (policy.judge() != null) {
            policy.judge().judges().forEach(judge -> price(judge.price()));
        }
    }

    private static void price(@Nullable Price price) {
        if (price != null) {
            money("price.input", price.input());
            money("price.output", price.output());
        }
    }

    static void check(IncidentStatusPage page) {
        if (page.since() != 0) {
            time("since", page.since());
        }
        timeOrNone("readAt", page.readAt());
    }

    static void check(IncidentTransition transition) {
        count("generation", transition.generation());
        time("at", transition.at());
    }

    static void check(IncidentWindow window) {
        time("from", window.from());
        count("good", window.good());
        count("bad", window.bad());
        count("minor", window.minor());
        count("pending", window.pending());
        count("slow", window.slow());
        count("timed", window.timed());
        count("rateLimited", window.rateLimited());
        count("invalid", window.invalid());
        count("scores", window.scores());
        if (!(window.scoreSum() >= 0 && window.scoreSum() <= window.scores() + 1e-6 * (1 + window.scores()))) {
            throw wrong("scoreSum", window.scoreSum(), "0..number of scores");
        }
    }

    static void check(IncidentProbe probe) {
        count("generation", probe.generation());
        time("sentAt", probe.sentAt());
        duration("firstContentMs", probe.firstContentMs());
        duration("totalMs", probe.totalMs());
        score("score", probe.score());
    }

    static void check(IncidentJudgement judgement) {
        within("attempt", judgement.attempt(), 0, Limits.DEFAULT.attempts());
        time("at", judgement.at());
        score("score", judgement.score());
    }

    static void check(IncidentRequest request, Limits limits) {
        time("receivedAt", request.receivedAt());
        time("deadlineAt", request.deadlineAt());
        within("deadlineAt", request.deadlineAt(), request.receivedAt(), LATEST);
        if (!(request.share() > 0 && request.share() <= 1)) {
            throw wrong("share", request.share(), "above 0 and at most 1");
        }
        timeOrNone("concludedAt", request.concludedAt());
        money("costUsd", request.costUsd());
        within("number of attempts", request.attempts().size(), 0, limits.attempts());
        int last = 0;
        for (IncidentAttempt attempt : request.attempts()) {
            within("attempt's number", attempt.number(), last + 1L, Integer.MAX_VALUE);
            last = attempt.number();
            check(attempt);
        }
    }

    private static void check(IncidentAttempt attempt) {
        within("rung", attempt.rung(), 0, RUNGS);
        within("sends", attempt.sends(), 0, Limits.DEFAULT.attempts());
        time("sentAt", attempt.sentAt());
        timeOrNone("finishedAt", attempt.finishedAt());
        if (attempt.status() != null) {
            within("status", attempt.status(), 100, 999);
        }
        if (attempt.inputTokens() != null) {
            count("inputTokens", attempt.inputTokens());
        }
        if (attempt.outputTokens() != null) {
            count("outputTokens", attempt.outputTokens());
        }
        money("costUsd", attempt.costUsd());
        AttemptResult result = attempt.result();
        if (result != null) {
            duration("result.firstContentMs", result.firstContentMs());
            duration("result.totalMs", result.totalMs());
            duration("result.usualMs", result.usualMs());
        }
    }

    static void check(Closing closing) {
        closing.counts().forEach((part, number) -> count("number of " + part, number));
        count("missingHistories", closing.missingHistories());
        within("number of missing histories named", closing.missing().size(), 0, Closing.NAMED);
    }

    private static void time(String field, long at) {
        if (at < EARLIEST || at > LATEST) {
            throw wrong(field, at, "in ms since 1970, between the years 2000 and 2200");
        }
    }

    private static void timeOrNone(String field, @Nullable Long at) {
        if (at != null) {
            time(field, at);
        }
    }

    private static void duration(String field, @Nullable Long ms) {
        if (ms != null) {
            within(field, ms, 0, LONGEST_MS);
        }
    }

    private static void count(String field, long number) {
        within(field, number, 0, COUNT);
    }

    private static void score(String field, @Nullable Double score) {
        if (score != null && !(score >= 0 && score <= 1)) {
            throw wrong(field, score, "0..1");
        }
    }

    private static void money(String field, @Nullable BigDecimal usd) {
        if (usd == null) {
            return;
        }
        if (Math.abs((long) usd.scale()) > DECIMALS || usd.signum() < 0 || usd.compareTo(MONEY) > 0) {
            throw wrong(field, usd, "0..%s, with at most %d decimals".formatted(MONEY, DECIMALS));
        }
    }

    private static void within(String field, long number, long least, long most) {
        if (number < least || number > most) {
            throw wrong(field, number, least + ".." + most);
        }
    }

    private static IllegalArgumentException wrong(String field, Object value, String rule) {
        return new IllegalArgumentException("%s is %s, must be %s".formatted(field, value, rule));
    }
}
