package io.downclimb.workflows.breaker;

import static io.downclimb.workflows.breaker.Lab.HEALTH;
import static io.downclimb.workflows.breaker.Lab.KEY;
import static io.downclimb.workflows.breaker.Lab.QUALITY;
import static io.downclimb.workflows.breaker.Lab.calls;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.breaker.BreakerSettings.Scope;
import io.downclimb.workflows.status.StatusLevel;
import io.downclimb.workflows.status.StatusNews;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A breaker goes on for ever, so no message may stop it or blind it. */
class MalformedNewsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'circuit': null, 'bad': 1, 'scores': []}",
                "{'circuit': 'model/a\\u0000b', 'bad': 1, 'scores': []}",
                "{'circuit': 'health', 'good': 2147483647, 'bad': 2147483647, 'scores': []}",
                "{'circuit': 'health', 'good': -5, 'bad': 1, 'scores': []}",
                "{'circuit': 'quality/a/b/c', 'bar': 0.7, 'judge': 'j', 'scores': ['NaN']}",
                "{'circuit': 'quality/a/b/c', 'bar': 'Infinity', 'judge': 'j', 'scores': [0.5]}"
            })
    void countsThatNoNodeCountsArePassedOver(String outcomes) throws JsonProcessingException {
        Lab lab = new Lab();
        lab.report(report(1, "'circuits': [" + outcomes + "], 'latches': [], 'candidates': []"));
        assertThat(lab.breaker.view(lab.now).circuits()).isEmpty();
        lab.hear(calls(HEALTH).bad(4));
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.OPEN);
    }

    @Test
    void theRestOfAReportIsHeard() throws JsonProcessingException {
        Lab lab = new Lab();
        lab.report(report(1, """
                'circuits': [{'circuit': null, 'scores': []}, {'circuit': 'health', 'bad': 4, 'scores': []}],
                'latches': [{'circuit': 'key/0123456789ab'}, {'circuit': 'health/m', 'errorClass': 'AUTH'}],
                'candidates': [{'circuit': 'health'}, {'circuit': 'health', 'requestId': 'r', 'policyHash': 'h'}]
                """));
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.OPEN);
        assertThat(lab.breaker.view(lab.now).circuits()).hasSize(1);
        lab.candidate(HEALTH, "s");
        assertThat(lab.nextProbe().candidate()).isNotNull();
        assertThat(lab.drain().view().version()).isPositive();
    }

    @Test
    void aReportOfNobodyIsPassedOver() throws JsonProcessingException {
        Lab lab = new Lab();
        OutcomeReport nobodys = JsonMapper.builder()
                .build()
                .readValue(
                        "{\"node\": null, \"sequence\": 1, \"at\": %d, \"circuits\": [], \"firstContent\": {}, \"latches\": [], \"candidates\": []}"
                                .formatted(lab.now),
                        OutcomeReport.class);
        lab.report(nobodys);
        assertThat(lab.drain().state().heard()).isEmpty();
    }

    @Test
    void timesThatNobodyWaitsForAreNotLearned() {
        Lab lab = new Lab();
        lab.report(new OutcomeReport(
                "n",
                1,
                lab.now,
                List.of(),
                Map.of("m", new LatencyHistogram(Map.of(9_000, 500))),
                List.of(),
                List.of()));
        assertThat(lab.breaker.view(lab.now).baselines()).isEmpty();
    }

    @Test
    void aPageReadByAClockThatIsAheadDoesNotOutlastWhatIsReadNext() {
        Lab lab = new Lab();
        lab.breaker.status(new StatusNews(StatusLevel.MAJOR_OUTAGE, 1, lab.now + 3_600_000), lab.now);
        lab.now += 30_000;
        lab.page(StatusLevel.OPERATIONAL, 2);
        assertThat(lab.breaker.view(lab.now).status()).isEqualTo(StatusLevel.OPERATIONAL);
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.RAMPING);
    }

    @Test
    void anOperatorIsToldThatThereIsNoRoomForOneMoreCircuit() {
        Lab lab = new Lab();
        for (int model = 0; model < 200; model++) {
            lab.operate(new CircuitId.Model("m" + model), OperatorAction.Kind.OPEN);
        }
        assertThatThrownBy(() -> lab.operate(new CircuitId.Model("one-more"), OperatorAction.Kind.OPEN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("too many circuits");
        lab.hear(calls(QUALITY).good(1));
        lab.refused(KEY, ErrorClass.AUTH, null);
        assertThat(lab.breaker.view(lab.now).circuits()).hasSize(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "two\nlines", "half \ud83d"})
    void wordsThatNoDatabaseTakesAreRefused(String words) {
        Breaker breaker = new Lab().breaker;
        assertThatThrownBy(() -> breaker.check(new OperatorAction(HEALTH, OperatorAction.Kind.OPEN, words, "ann")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> breaker.check(new OperatorAction(HEALTH, OperatorAction.Kind.OPEN, "why", words)))
                .isInstanceOf(IllegalArgumentException.class);
        CircuitId circuit = new CircuitId.Model(words);
        assertThatThrownBy(() -> breaker.check(new OperatorAction(circuit, OperatorAction.Kind.OPEN, "why", "ann")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void callsUnderWayWhenTheScopeChangesMakeNoCircuitThatNobodyUses() {
        Lab lab = Lab.touchy();
        lab.hear(calls(HEALTH).good(1));
        BreakerSettings was = lab.breaker.state().settings();
        lab.breaker.configure(
                new BreakerSettings(
                        Scope.PER_MODEL,
                        was.errors(),
                        was.latency(),
                        was.validators(),
                        was.quality(),
                        was.cooldown(),
                        was.qualityProbes(),
                        was.retryShare(),
                        was.retryMinimum(),
                        null),
                lab.now);
        lab.hear(calls(HEALTH).bad(1).generation(0));
        assertThat(lab.breaker.view(lab.now).circuit(HEALTH)).isEmpty();
        lab.hear(calls(new CircuitId.Health("m")).bad(1));
        assertThat(lab.phase(new CircuitId.Health("m"))).isEqualTo(Phase.OPEN);
    }

    private static OutcomeReport report(long sequence, String parts) throws JsonProcessingException {
        String json =
                "{'node': 'x', 'sequence': %d, 'at': %d, 'firstContent': {}, %s}".formatted(sequence, Lab.START, parts);
        return JsonMapper.builder().build().readValue(json.replace('\'', '"'), OutcomeReport.class);
    }
}
