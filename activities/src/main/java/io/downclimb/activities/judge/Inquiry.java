package io.downclimb.activities.judge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.activities.provider.Call;
import io.downclimb.activities.provider.CallReport;
import io.downclimb.activities.provider.Cancellation;
import io.downclimb.activities.provider.ChatRequest;
import io.downclimb.activities.provider.Provider;
import io.downclimb.activities.provider.ProviderClient;
import io.downclimb.workflows.activity.Usage;
import io.downclimb.workflows.judge.Judgement;
import io.downclimb.workflows.policy.Judging.Judge;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One question to one judge. It is no news about any breaker: neither of the provider that judges, nor of the one that is judged. */
@Singleton
class Inquiry {
    /** In tokens: a number and a sentence. */
    private static final int LONGEST_REPLY = 400;

    private static final Duration FIRST_CONTENT = Duration.ofSeconds(20);
    private static final Duration WHOLE = Duration.ofSeconds(30);
    private static final Duration IDLE = Duration.ofSeconds(10);

    private final ProviderClient client;

    Inquiry(ProviderClient client) {
        this.client = client;
    }

    /**
     * What came of it.
     *
     * @param reply null where there is no score
     * @param missing why there is no score; null where there is one
     * @param costUsd null where price or tokens are not known
     */
    record Finding(
            @Nullable JudgeReply reply,
            @Nullable String missing,
            long totalMs,
            Usage usage,
            @Nullable BigDecimal costUsd) {}

    /**
     * Asks.
     *
     * @param provider the judge's, with the keys that may be used
     * @param caller sent as {@code x-client-request-id}
     * @param by when the reply is no longer wanted; at most 30 s are waited
     */
    Finding ask(Judge judge, Provider provider, String rubric, Judged judged, String caller, Instant by) {
        Instant now = Instant.now();
        ObjectNode chat = JudgePrompt.chat(rubric, judged, LONGEST_REPLY);
        Call call = new Call(
                provider,
                judge.model(),
                ChatRequest.ofChat(chat),
                null,
                LONGEST_REPLY,
                caller,
                earlier(now.plus(FIRST_CONTENT), by),
                earlier(now.plus(WHOLE), by),
                IDLE);
        CallReport report = client.call(call, new Cancellation());
        return switch (report.result()) {
            case CallReport.Failed _ -> new Finding(null, Judgement.FAILED, report.totalMs(), Usage.UNKNOWN, null);
            case CallReport.Answered answered -> {
                JudgeReply reply = answered.refused() ? null : JudgeReply.parse(text(answered.answer()));
                String unread = answered.refused() ? Judgement.FAILED : Judgement.UNREADABLE;
                yield new Finding(
                        reply,
                        reply == null ? unread : null,
                        report.totalMs(),
                        answered.usage(),
                        cost(judge, answered.usage()));
            }
        };
    }

    private static String text(ObjectNode answer) {
        return answer.path("choices").path(0).path("message").path("content").asText("");
    }

    private static @Nullable BigDecimal cost(Judge judge, Usage usage) {
        Long input = usage.inputTokens();
        Long output = usage.outputTokens();
        return judge.price() == null || input == null || output == null
                ? null
                : judge.price().of(input, output);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
