package io.downclimb.simulator;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Faults as model names, so that a caller can order one without the control plane.
 *
 * <pre>
 * name  = "sim-" fault
 * fault = "healthy" | "insufficient-quota" | "spend-limit-reached" | "broken-key" | "context-length" | "model-gone"
 *       | "silent" | "empty" | "garbage" | "worse" | "not-json" | "truncated" | "reset" | "reset-after-headers"
 *       | "no-prefill"
 *       | "status-" STATUS [ "-" CODE ] [ "-retry-after-" SECONDS ]      CODE with underscores: rate_limit_exceeded
 *       | "content-filter" [ "-refusal" ]                                  without: the error
 *       | "slow-headers-" MS | "slow-first-token-" MS
 *       | "slow-" MS_PER_TOKEN "-" TOKENS
 *       | ( "stall" | "cut" | "error-event-in-stream" ) [ "-" TOKENS ]     5 without a number
 *       | "malformed" [ "-" TOKEN ] [ "-continue" ]                        5 without a number
 *       | "missing-end" [ "-with-finish-reason" ]
 *       | "brown-out-" PERCENT "-" fault                                   seed 0
 *       | "flapping-" PERIOD_MS "-" DOWN_MS "-" fault
 *       | "echo-" fault
 * </pre>
 */
public final class FaultName {
    private static final String PREFIX = "sim-";
    private static final String DEFAULT_TOKENS = "5";
    private static final List<String> LONGEST_FIRST = FaultJson.KINDS.stream()
            .filter(kind -> !kind.equals("on-key"))
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();

    private FaultName() {}

    /**
     * The fault that a model name spells; null if the name doesn't start with {@code sim-}.
     *
     * @throws IllegalArgumentException if it does, but spells no fault
     */
    public static @Nullable Fault parse(String model) {
        return model.startsWith(PREFIX) ? fault(model, model.substring(PREFIX.length())) : null;
    }

    private static Fault fault(String model, String spelled) {
        String kind = LONGEST_FIRST.stream()
                .filter(known -> spelled.equals(known) || spelled.startsWith(known + "-"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("The model %s names no fault. Known: %s."
                        .formatted(
                                model,
                                String.join(
                                        ", ",
                                        FaultJson.KINDS.stream()
                                                .map(PREFIX::concat)
                                                .toList()))));
        String rest = spelled.substring(Math.min(spelled.length(), kind.length() + 1));
        try {
            return fault(model, kind, rest);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "The model %s spells the fault %s wrongly: %s.".formatted(model, kind, e.getMessage()), e);
        }
    }

    private static Fault fault(String model, String kind, String rest) {
        if (kind.equals("echo")) {
            return new Fault.Echo(fault(model, rest));
        }
        Deque<String> words = new ArrayDeque<>(rest.isEmpty() ? List.of() : Arrays.asList(rest.split("-", -1)));
        if (kind.equals("brown-out")) {
            double share = number(words, "a percentage", null) / 100.0;
            return new Fault.BrownOut(share, fault(model, String.join("-", words)), 0);
        }
        if (kind.equals("flapping")) {
            int period = number(words, "milliseconds of a period", null);
            int down = number(words, "milliseconds down", null);
            return new Fault.Flapping(period, down, fault(model, String.join("-", words)));
        }
        Fault fault = plain(kind, words);
        Require.that(words.isEmpty(), "'" + String.join("-", words) + "' is left over");
        return fault;
    }

    private static Fault plain(String kind, Deque<String> words) {
        return switch (kind) {
            case "healthy" -> new Fault.Healthy();
            case "status" -> status(words);
            case "insufficient-quota" -> new Fault.InsufficientQuota();
            case "spend-limit-reached" -> new Fault.SpendLimitReached();
            case "broken-key" -> new Fault.BrokenKey();
            case "context-length" -> new Fault.ContextLength();
            case "content-filter" -> new Fault.ContentFilter(flag(words, "refusal"));
            case "model-gone" -> new Fault.ModelGone();
            case "slow-headers" -> new Fault.SlowHeaders(number(words, "milliseconds", null));
            case "slow-first-token" -> new Fault.SlowFirstToken(number(words, "milliseconds", null));
            case "slow" ->
                new Fault.Slow(
                        number(words, "milliseconds per token", null), number(words, "a number of tokens", null));
            case "silent" -> new Fault.Silent();
            case "stall" -> new Fault.Stall(tokens(words));
            case "cut" -> new Fault.Cut(tokens(words));
            case "malformed" -> new Fault.Malformed(tokens(words), flag(words, "continue"));
            case "missing-end" -> new Fault.MissingEnd(flag(words, "with-finish-reason"));
            case "error-event-in-stream" -> new Fault.ErrorEventInStream(tokens(words));
            case "empty" -> new Fault.Empty();
            case "garbage" -> new Fault.Garbage(null);
            case "worse" -> new Fault.Worse();
            case "not-json" -> new Fault.NotJson();
            case "truncated" -> new Fault.Truncated();
            case "reset" -> new Fault.Reset();
            case "no-prefill" -> new Fault.NoPrefill();
            case "reset-after-headers" -> new Fault.ResetAfterHeaders();
            default -> throw new IllegalArgumentException("it has no name");
        };
    }

    private static Fault status(Deque<String> words) {
        int status = number(words, "a status", null);
        String code = words.isEmpty() || words.getFirst().equals("retry") ? null : words.removeFirst();
        String retryAfter = flag(words, "retry-after") ? String.valueOf(number(words, "seconds", null)) : null;
        return new Fault.Status(status, code, retryAfter, null, null);
    }

    private static int tokens(Deque<String> words) {
        return number(words, "a number of tokens", DEFAULT_TOKENS);
    }

    private static int number(Deque<String> words, String what, @Nullable String otherwise) {
        boolean given = !words.isEmpty() && words.getFirst().matches("\\d{1,9}");
        String digits = given ? words.removeFirst() : otherwise;
        if (digits == null) {
            throw new IllegalArgumentException(
                    "it wants %s where it says '%s'".formatted(what, String.join("-", words)));
        }
        return Integer.parseInt(digits);
    }

    private static boolean flag(Deque<String> words, String flag) {
        List<String> wanted = Arrays.asList(flag.split("-", -1));
        if (!words.stream().limit(wanted.size()).toList().equals(wanted)) {
            return false;
        }
        wanted.forEach(_ -> words.removeFirst());
        return true;
    }
}
