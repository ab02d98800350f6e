package io.downclimb.activities.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.activities.provider.Api;
import io.downclimb.activities.provider.HttpProviderClient;
import io.downclimb.activities.provider.Provider;
import io.downclimb.simulator.Fault;
import io.downclimb.simulator.Simulator;
import io.downclimb.workflows.judge.Judgement;
import io.downclimb.workflows.policy.Judging.Judge;
import io.downclimb.workflows.policy.Price;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The prompt, the wire and the reply together, with the simulated judge at the other end. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SimulatedJudgeTest {
    private static final Judged GOOD = new Judged("[user]\nHow?", "Like this.");

    private final Simulator simulator = Simulator.start(0);
    private final Inquiry inquiry = new Inquiry(new HttpProviderClient());

    @AfterAll
    void close() {
        simulator.close();
    }

    private Inquiry.Finding ask(Api api, String name, Judged judged) {
        String base = simulator.baseUrl() + "/" + name + (api == Api.OPENAI_CHAT ? "/v1" : "");
        return inquiry.ask(
                new Judge(name, "m", new Price(new BigDecimal("1000000"), new BigDecimal("1000000"))),
                new Provider(name, api, URI.create(base), List.of("k")),
                "the rubric",
                judged,
                "judge/x/1",
                Instant.now().plusSeconds(20));
    }

    @ParameterizedTest
    @EnumSource(Api.class)
    void eitherFormatIsUnderstood(Api api) {
        Inquiry.Finding finding = ask(api, "fine-" + api.name().toLowerCase(Locale.ROOT), GOOD);
        assertThat(finding.missing()).isNull();
        assertThat(finding.reply().reason()).isEqualTo("It answers what was asked.");
        assertThat(finding.costUsd())
                .isEqualByComparingTo(BigDecimal.valueOf(
                        finding.usage().inputTokens() + finding.usage().outputTokens()));
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 429, 500, 529})
    void aJudgeThatCannotBeAskedGivesNoScore(int status) {
        simulator.faults().set("status-" + status, Fault.status(status));
        Inquiry.Finding finding = ask(Api.OPENAI_CHAT, "status-" + status, GOOD);
        assertThat(finding.reply()).isNull();
        assertThat(finding.missing()).isEqualTo(Judgement.FAILED);
    }

    @Test
    void aJudgeThatRefusesGivesNoScore() {
        simulator.faults().set("refusing", new Fault.ContentFilter(true));
        assertThat(ask(Api.OPENAI_CHAT, "refusing", GOOD).missing()).isEqualTo(Judgement.FAILED);
    }

    @Test
    void aJudgeThatTalksNonsenseGivesNoScoreButCosts() {
        simulator.faults().set("raving", new Fault.Garbage(null));
        Inquiry.Finding finding = ask(Api.OPENAI_CHAT, "raving", GOOD);
        assertThat(finding.missing()).isEqualTo(Judgement.UNREADABLE);
        assertThat(finding.costUsd()).isPositive();
    }

    @Test
    void theSampleAnchorsSuitTheSimulatedJudge() throws Exception {
        Anchors anchors = Anchors.parse(Files.readString(Path.of("..", "rubrics", "support.anchors.yaml")));
        List<Double> scores = anchors.items().stream()
                .map(anchor -> new Judged("[user]\n" + anchor.question(), anchor.answer()))
                .map(judged -> ask(Api.OPENAI_CHAT, "anchors", judged).reply().score())
                .toList();
        assertThat(AnchorVerdict.of(anchors, scores).distance()).isLessThan(0.15);
    }
}
