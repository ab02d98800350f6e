package io.downclimb.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.Concluded;
import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.activity.Outcome;
import io.downclimb.workflows.activity.Usage;
import io.downclimb.workflows.breaker.Admission;
import io.downclimb.workflows.breaker.CircuitId;
import io.downclimb.workflows.breaker.Phase;
import io.downclimb.workflows.breaker.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** Whatever a request went through, it is read as it was written. A list of requests is drawn from a seed. */
class RecordPropertiesTest {
    @Property(tries = 150)
    void requestsComeBackAsTheyWere(@ForAll long seed) throws IOException {
        Random dice = new Random(seed);
        List<IncidentRequest> requests = new ArrayList<>();
        long at = Sample.START;
        for (int number = dice.nextInt(30); number > 0; number--) {
            at += dice.nextInt(1_000);
            requests.add(request("r" + number, at, dice));
        }
        Path path = Files.createTempFile("requests", ".zip");
        try {
            try (OutputStream out = Files.newOutputStream(path);
                    IncidentWriter writer = new IncidentWriter(out, Sample.MANIFEST, Sample.BOUND)) {
                writer.policy(Sample.HASH, Sample.POLICY);
                for (IncidentRequest request : requests) {
                    writer.request(request);
                }
                writer.finish();
            }
            try (IncidentFile file = IncidentFile.open(path)) {
                assertThat(file.load().requests()).isEqualTo(requests);
            }
        } finally {
            Files.delete(path);
        }
    }

    private static IncidentRequest request(String id, long at, Random dice) {
        List<IncidentAttempt> attempts = new ArrayList<>();
        int number = 0;
        for (int more = dice.nextInt(5); more > 0; more--) {
            number += 1 + dice.nextInt(2);
            attempts.add(attempt(number, at + dice.nextInt(20_000), dice));
        }
        return new IncidentRequest(
                id,
                text(dice),
                text(dice),
                Sample.HASH,
                text(dice),
                at,
                at + dice.nextInt(60_000),
                1 - dice.nextDouble(),
                dice.nextBoolean(),
                maybe(dice, () -> at + dice.nextInt(60_000)),
                maybe(dice, () -> "cancelled"),
                maybe(dice, () -> text(dice)),
                maybe(dice, () -> text(dice)),
                maybe(dice, () -> text(dice)),
                dice.nextBoolean(),
                maybe(dice, () -> text(dice)),
                maybe(dice, () -> text(dice)),
                List.of(text(dice), text(dice)),
                List.of(),
                maybe(dice, () -> BigDecimal.valueOf(dice.nextInt(1_000_000), dice.nextInt(12))),
                attempts);
    }

    private static IncidentAttempt attempt(int number, long at, Random dice) {
        int rung = 1 + dice.nextInt(2);
        return new IncidentAttempt(
                number,
                rung,
                text(dice),
                text(dice),
                text(dice),
                dice.nextInt(4),
                at,
                maybe(dice, () -> at + dice.nextInt(9_000)),
                maybe(dice, () -> result(number, rung, dice)),
                maybe(dice, () -> 100 + dice.nextInt(500)),
                maybe(dice, () -> (long) dice.nextInt(1_000_000)),
                maybe(dice, () -> (long) dice.nextInt(1_000_000)),
                maybe(dice, () -> BigDecimal.valueOf(dice.nextInt(1_000_000), 8)));
    }

    private static AttemptResult result(int number, int rung, Random dice) {
        Usage usage = new Usage(maybe(dice, () -> 7L), maybe(dice, () -> 8L));
        Outcome outcome = switch (dice.nextInt(4)) {
            case 0 -> new Outcome.Whole(text(dice), usage, text(dice));
            case 1 -> new Outcome.Refused(text(dice), usage, text(dice));
            case 2 ->
                new Outcome.Failed(
                        one(dice, ErrorClass.values()),
                        maybe(dice, () -> dice.nextInt(600)),
                        maybe(dice, () -> (long) dice.nextInt(60_000)),
                        text(dice));
            default -> new Outcome.Held(text(dice));
        };
        return new AttemptResult(
                number,
                rung,
                outcome,
                maybe(dice, () -> (long) dice.nextInt(9_000)),
                dice.nextInt(20_000),
                dice.nextInt(2_000),
                dice.nextInt(3),
                maybe(dice, () -> admission(rung, dice)),
                dice.nextInt(3),
                maybe(dice, () -> new Concluded("answered", text(dice), null, null, dice.nextBoolean(), true)));
    }

    private static Admission admission(int rung, Random dice) {
        List<Admission.Seen> seen = new ArrayList<>();
        for (CircuitId circuit : List.of(
                new CircuitId.Health(maybe(dice, () -> "m/1")),
                new CircuitId.Quality("route", "tier", "12345678"),
                new CircuitId.Key("abc"),
                new CircuitId.Model("a/b/c"))) {
            Reason reason = maybe(dice, () -> one(dice, Reason.values()));
            seen.add(new Admission.Seen(circuit, one(dice, Phase.values()), reason, dice.nextLong()));
        }
        return new Admission(rung, dice.nextBoolean(), maybe(dice, () -> text(dice)), seen, dice.nextBoolean());
    }

    private static <T> @Nullable T maybe(Random dice, Supplier<T> value) {
        return dice.nextInt(4) == 0 ? null : value.get();
    }

    private static <T> T one(Random dice, T[] values) {
        return values[dice.nextInt(values.length)];
    }

    /** Of any characters, line ends and quotes among them. */
    private static String text(Random dice) {
        String alphabet = "abc\"\\\n\r\t\u0000\u2028é漢😀{}[],: ";
        int[] points = alphabet.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        for (int length = dice.nextInt(12); length > 0; length--) {
            text.appendCodePoint(points[dice.nextInt(points.length)]);
        }
        return text.toString();
    }
}
