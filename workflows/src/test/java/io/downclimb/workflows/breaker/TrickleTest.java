package io.downclimb.workflows.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may try although every provider of the route is open. */
class TrickleTest {
    private static final CircuitId.Key FIRST = new CircuitId.Key("000000000001");
    private static final CircuitId.Key SECOND = new CircuitId.Key("000000000002");
    private static final Policy POLICY = new Policy(
            "faq",
            Duration.ofSeconds(20),
            Duration.ofMillis(250),
            List.of(new Rung.Model(
                    "primary",
                    "p",
                    "m",
                    Duration.ofSeconds(8),
                    null,
                    Duration.ofSeconds(10),
                    0,
                    null,
                    List.of(),
                    null,
                    null,
                    null,
                    100,
                    null)));

    /** A key that was refused keeps the trickle back only where there is no other. */
    @ParameterizedTest
    @CsvSource({"0, true", "1, true", "2, false"})
    void aRefusedKeyKeepsTheTrickleBackOnlyWhereThereIsNoOther(int refused, boolean trickles) {
        Lab lab = new Lab();
        lab.hear(Lab.calls(Lab.HEALTH).bad(4));
        List<CircuitId.Key> keys = List.of(FIRST, SECOND);
        keys.subList(0, refused).forEach(key -> lab.refused(key, ErrorClass.AUTH, null));
        Admissions admissions = new Admissions(new Admissions.World() {
            @Override
            public BreakerView view(String provider) {
                return lab.breaker.view(lab.now);
            }

            @Override
            public List<CircuitId.Key> keys(String provider) {
                return keys;
            }
        });
        List<Admission> asked = IntStream.range(0, 500)
                .mapToObj(request -> admissions.of(POLICY, "request-" + request).getFirst())
                .toList();
        assertThat(asked.stream().anyMatch(Admission::allowed)).isEqualTo(trickles);
        assertThat(asked.stream().filter(Admission::allowed)).allMatch(Admission::trickle);
    }
}
