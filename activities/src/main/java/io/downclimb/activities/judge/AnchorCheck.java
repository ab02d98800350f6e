package io.downclimb.activities.judge;

import io.downclimb.activities.provider.Provider;
import io.downclimb.activities.request.PolicyBook;
import io.downclimb.db.JudgeRepository;
import io.downclimb.db.JudgeRow;
import io.downclimb.workflows.policy.Judging;
import io.downclimb.workflows.policy.Judging.Judge;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a judge about its anchors.
 *
 * <ol>
 *   <li>A check is due where there was none yet, or the last is ten minutes old, and no other node has taken one on within two minutes.
 *   <li>It is taken on by compare-and-set, so one node asks at a time.
 *   <li>The anchors are asked one after the other, until the time given is over.
 *   <li>The verdict is written down ({@link AnchorVerdict}). Where there is none, the last one stands, and the next check is due in a minute.
 * </ol>
 *
 * A judge is a model under a rubric; with other anchors it is checked anew, so its row is named for all of these: the judge's version, a
 * dash, and eight digits of the anchors' hash.
 */
@Singleton
class AnchorCheck {
    private static final Logger LOG = LoggerFactory.getLogger(AnchorCheck.class);

    /** How long a check may take. Less than a claim lasts. */
    static final Duration LONGEST = Duration.ofSeconds(90);

    private static final Duration EVERY = Duration.ofMinutes(10);
    private static final Duration CLAIM = Duration.ofMinutes(2);
    private static final Duration AGAIN = Duration.ofMinutes(1);
    private static final int ANCHORS_DIGITS = 8;

    private final JudgeRepository judges;
    private final PolicyBook policies;
    private final Availability availability;
    private final Inquiry inquiry;

    AnchorCheck(JudgeRepository judges, PolicyBook policies, Availability availability, Inquiry inquiry) {
        this.judges = judges;
        this.policies = policies;
        this.availability = availability;
        this.inquiry = inquiry;
    }

    Standing standing(Judging judging, Judge judge) {
        String anchors = judging.anchors();
        return anchors == null
                ? Standing.TRUSTED
                : Standing.of(
                        judges.findByVersion(rowOf(judging, judge, anchors)).orElse(null));
    }

    /** Checks the judge where that is due and nobody else does, and stops asking at {@code by}. */
    void ifDue(Judging judging, Judge judge, Instant by) {
        String anchors = judging.anchors();
        Provider provider = availability.of(judge);
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        if (anchors == null || provider == null || !now.isBefore(by)) {
            return;
        }
        String version = rowOf(judging, judge, anchors);
        if (!due(judges.findByVersion(version).orElse(null), now)) {
            return;
        }
        if (judges.claim(
                version,
                judge.provider(),
                judge.model(),
                judging.rubric(),
                anchors,
                now,
                now.minus(CLAIM),
                now.minus(EVERY))) {
            check(judging, judge, provider, Anchors.parse(policies.text(anchors)), version, by);
        }
    }

    /** Spares a write where the claim would be refused. */
    private static boolean due(@Nullable JudgeRow row, Instant now) {
        if (row == null) {
            return true;
        }
        Instant checked = row.checkedAt();
        return row.askedAt().isBefore(now.minus(CLAIM)) && (checked == null || checked.isBefore(now.minus(EVERY)));
    }

    private void check(Judging judging, Judge judge, Provider provider, Anchors anchors, String version, Instant by) {
        String rubric = policies.text(judging.rubric());
        List<@Nullable Double> scores = new ArrayList<>();
        long input = 0;
        long output = 0;
        BigDecimal cost = BigDecimal.ZERO;
        for (Anchors.Anchor anchor : anchors.items()) {
            if (!Instant.now().isBefore(by)) {
                break;
            }
            Inquiry.Finding finding = inquiry.ask(
                    judge,
                    provider,
                    rubric,
                    new Judged("[user]\n" + anchor.question(), anchor.answer()),
                    "anchor/%s/%d".formatted(version, scores.size() + 1),
                    by);
            JudgeReply reply = finding.reply();
            scores.add(reply == null ? null : reply.score());
            input += orZero(finding.usage().inputTokens());
            output += orZero(finding.usage().outputTokens());
            cost = finding.costUsd() == null ? cost : cost.add(finding.costUsd());
        }
        conclude(judge, version, AnchorVerdict.of(anchors, scores), new JudgeRepository.Spent(input, output, cost));
    }

    private void conclude(Judge judge, String version, @Nullable AnchorVerdict verdict, JudgeRepository.Spent spent) {
        Instant now = Instant.now();
        if (verdict == null) {
            LOG.warn(
                    "judge {}/{} scored too few of its anchors: asked again in a minute",
                    judge.provider(),
                    judge.model());
            judges.postpone(version, now.minus(CLAIM).plus(AGAIN), spent);
            return;
        }
        if (verdict.quarantined()) {
            LOG.warn(
                    "judge {}/{} is {} from its anchors: quarantined",
                    judge.provider(),
                    judge.model(),
                    "%.2f".formatted(verdict.distance()));
        }
        judges.conclude(version, now, verdict.distance(), verdict.quarantined(), spent);
    }

    private static String rowOf(Judging judging, Judge judge, String anchors) {
        return judging.version(judge) + "-" + anchors.substring(0, Math.min(ANCHORS_DIGITS, anchors.length()));
    }

    private static long orZero(@Nullable Long tokens) {
        return tokens == null ? 0 : tokens;
    }
}
