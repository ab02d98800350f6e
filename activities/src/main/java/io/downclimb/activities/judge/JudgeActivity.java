package io.downclimb.activities.judge;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.downclimb.activities.breaker.Tally;
import io.downclimb.activities.request.PolicyBook;
import io.downclimb.activities.request.Results;
import io.downclimb.db.ContentRepository;
import io.downclimb.db.ContentRow;
import io.downclimb.db.JudgementRepository;
import io.downclimb.db.JudgementRow;
import io.downclimb.workflows.activity.Judges;
import io.downclimb.workflows.breaker.CircuitId;
import io.downclimb.workflows.judge.JudgeOrder;
import io.downclimb.workflows.judge.Judgement;
import io.downclimb.workflows.policy.Judging;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Judges one answer, once.
 *
 * <ol>
 *   <li>A judgement that is recorded already is returned.
 *   <li>Question and answer are read; where either was erased, nobody is asked.
 *   <li>A judge is chosen ({@link JudgeChoice}); one that nobody has checked is checked first ({@link AnchorCheck}).
 *   <li>It is asked ({@link Inquiry}); judgement and reason are committed in one statement.
 *   <li>A score that counts is told to the node's tally, by whoever wrote it down: once, or, where the node dies in between, never.
 *   <li>Judges whose check is due are checked in passing.
 * </ol>
 */
@Singleton
public class JudgeActivity implements Judges {
    private final PolicyBook policies;
    private final ContentRepository contents;
    private final JudgementRepository judgements;
    private final JudgeDesk desk;
    private final Tally tally;

    JudgeActivity(
            PolicyBook policies,
            ContentRepository contents,
            JudgementRepository judgements,
            JudgeDesk desk,
            Tally tally) {
        this.policies = policies;
        this.contents = contents;
        this.judgements = judgements;
        this.desk = desk;
        this.tally = tally;
    }

    @Override
    public Judgement judge(JudgeOrder order) {
        UUID request = UUID.fromString(order.requestId());
        Optional<JudgementRow> recorded = judgements.findFirst(request, order.attempt());
        if (recorded.isPresent()) {
            return standing(recorded.get());
        }
        Policy policy = policies.policy(order.policyHash());
        Judging judging = policy.judge();
        if (judging == null) {
            return Judgement.missing(Judgement.NO_JUDGE);
        }
        Judged judged = read(request, order.attempt());
        if (judged == null) {
            return Judgement.missing(Judgement.ERASED);
        }
        Instant checksBy = Instant.now().plus(AnchorCheck.LONGEST);
        JudgeChoice choice = desk.choose(judging, order.provider(), checksBy);
        String caller = "judge/%s/%d".formatted(order.requestId(), order.attempt());
        JudgeDesk.Asked asked = desk.ask(judging, choice, judged, caller);
        Judgement judgement = asked == null ? JudgeDesk.missing(choice) : keep(order, policy, judging, asked);
        desk.checkInPassing(judging, choice, checksBy);
        return judgement;
    }

    private @Nullable Judged read(UUID request, int attempt) {
        Optional<ContentRow> question = contents.find(request, "request", 0);
        Optional<ContentRow> answer = contents.find(request, "answer", attempt);
        if (question.isEmpty() || answer.isEmpty()) {
            return null;
        }
        return Judged.of(
                Results.request(question.get().body()).chat(),
                Results.tree(answer.get().body()));
    }

    private Judgement keep(JudgeOrder order, Policy policy, Judging judging, JudgeDesk.Asked asked) {
        Rung.Model rung = (Rung.Model) policy.ladder().get(order.rung());
        JudgementRow row = row(order, policy.route(), rung, judging.rubric(), asked);
        if (!judgements.keep(row, reason(asked))) {
            return judgements
                    .findFirst(row.requestId(), row.attempt())
                    .map(JudgeActivity::standing)
                    .orElse(asked.judgement());
        }
        Double score = row.score();
        if (row.counted() && score != null) {
            tally.scored(
                    order.provider(),
                    new CircuitId.Quality(policy.route(), rung.tier(), rung.version()),
                    order.generation(),
                    rung.quality(),
                    score,
                    asked.version());
        }
        return asked.judgement();
    }

    private static JudgementRow row(
            JudgeOrder order, String route, Rung.Model rung, String rubric, JudgeDesk.Asked asked) {
        Inquiry.Finding finding = asked.finding();
        JudgeReply reply = finding.reply();
        return new JudgementRow(
                UUID.fromString(order.requestId()),
                order.attempt(),
                Instant.now(),
                route,
                rung.tier(),
                rung.version(),
                order.provider(),
                order.model(),
                asked.version(),
                asked.judge().provider(),
                asked.judge().model(),
                rubric,
                reply == null ? null : reply.score(),
                finding.missing(),
                asked.counted(),
                finding.totalMs(),
                finding.usage().inputTokens(),
                finding.usage().outputTokens(),
                finding.costUsd());
    }

    private static byte @Nullable [] reason(JudgeDesk.Asked asked) {
        JudgeReply reply = asked.finding().reply();
        if (reply == null) {
            return null;
        }
        return JsonNodeFactory.instance
                .objectNode()
                .put("judge", asked.version())
                .put("score", reply.score())
                .put("reason", reply.reason())
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    private static Judgement standing(JudgementRow row) {
        return new Judgement(row.score(), row.missing(), row.judgeVersion());
    }
}
