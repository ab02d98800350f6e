package io.downclimb.activities.judge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.activities.provider.Provider;
import io.downclimb.activities.request.PolicyBook;
import io.downclimb.workflows.judge.Judgement;
import io.downclimb.workflows.policy.Judging;
import io.downclimb.workflows.policy.Judging.Judge;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds a judge and asks it, and has judges checked in passing. Stores no judgement. */
@Singleton
public class JudgeDesk {
    private static final Logger LOG = LoggerFactory.getLogger(JudgeDesk.class);

    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final String PROBE = "judge/probe/0";

    private final PolicyBook policies;
    private final Availability availability;
    private final AnchorCheck anchors;
    private final Inquiry inquiry;

    JudgeDesk(PolicyBook policies, Availability availability, AnchorCheck anchors, Inquiry inquiry) {
        this.policies = policies;
        this.availability = availability;
        this.anchors = anchors;
        this.inquiry = inquiry;
    }

    /**
     * Has a probe's answer judged now, within 30 s. Nothing is stored. Only a judge that was checked may speak; one that was not is checked
     * meanwhile, for the next probe.
     *
     * @param rung the index of the rung that was probed
     * @param chat the request that was copied, in OpenAI's form
     * @param answer in OpenAI's form
     * @param answering the provider that was probed
     */
    public Judgement judgeProbe(Policy policy, int rung, ObjectNode chat, ObjectNode answer, String answering) {
        Judging judging = policy.judge();
        if (judging == null || !(policy.ladder().get(rung) instanceof Rung.Model)) {
            return Judgement.missing(Judgement.NO_JUDGE);
        }
        JudgeChoice choice = JudgeChoice.of(judging, answering, this::available, judge -> {
            Standing standing = anchors.standing(judging, judge);
            return standing == Standing.UNCHECKED ? Standing.QUARANTINED : standing;
        });
        choice.quarantined().forEach(judge -> checkAside(judging, judge));
        Asked asked = ask(judging, choice, Judged.of(chat, answer), PROBE);
        return asked == null ? missing(choice) : asked.judgement();
    }

    /** Who shall judge. A judge that nobody has checked is checked first, until {@code checksBy}. */
    JudgeChoice choose(Judging judging, String answering, Instant checksBy) {
        return JudgeChoice.of(judging, answering, this::available, judge -> {
            Standing standing = anchors.standing(judging, judge);
            if (standing != Standing.UNCHECKED) {
                return standing;
            }
            anchors.ifDue(judging, judge, checksBy);
            return anchors.standing(judging, judge);
        });
    }

    /** Checks again whoever was chosen, and whoever would have been, where that is due. */
    void checkInPassing(Judging judging, JudgeChoice choice, Instant checksBy) {
        choice.quarantined().forEach(judge -> anchors.ifDue(judging, judge, checksBy));
        if (choice.judge() != null) {
            anchors.ifDue(judging, choice.judge(), checksBy);
        }
    }

    /** Null where nobody can be asked. */
    @Nullable
    Asked ask(Judging judging, JudgeChoice choice, Judged judged, String caller) {
        Judge judge = choice.judge();
        Provider provider = judge == null ? null : availability.of(judge);
        if (judge == null || provider == null) {
            return null;
        }
        Standing standing = Objects.requireNonNull(choice.standing(), "a judge that was chosen has a standing");
        Inquiry.Finding finding = inquiry.ask(
                judge,
                provider,
                policies.text(judging.rubric()),
                judged,
                caller,
                Instant.now().plus(LONGEST));
        return new Asked(judge, judging.version(judge), standing.counts() && finding.reply() != null, finding);
    }

    /** Why nobody was asked. */
    static Judgement missing(JudgeChoice choice) {
        return Judgement.missing(choice.quarantined().isEmpty() ? Judgement.NO_JUDGE : Judgement.QUARANTINED);
    }

    /**
     * What a judge said.
     *
     * @param counted whether breakers may hear it
     */
    record Asked(Judge judge, String version, boolean counted, Inquiry.Finding finding) {
        Judgement judgement() {
            JudgeReply reply = finding.reply();
            return new Judgement(reply == null ? null : reply.score(), finding.missing(), version);
        }
    }

    private boolean available(Judge judge) {
        return availability.of(judge) != null;
    }

    /** A probe has no time for it, and a check that is lost is made again. */
    private void checkAside(Judging judging, Judge judge) {
        Thread.ofVirtual().name("anchor-check").start(() -> {
            try {
                anchors.ifDue(judging, judge, Instant.now().plus(AnchorCheck.LONGEST));
            } catch (RuntimeException e) {
                LOG.debug("a check of anchors was lost: {}", e.getClass().getSimpleName());
            }
        });
    }
}
