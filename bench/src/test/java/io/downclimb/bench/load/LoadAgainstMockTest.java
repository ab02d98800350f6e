package io.downclimb.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.bench.mock.Fault;
import io.downclimb.bench.mock.MockProvider;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The load generator against the mock: what the one counts, the other has counted, too. */
class LoadAgainstMockTest {
    private final MockProvider mock = new MockProvider(0);
    private final Tally tally = new Tally();

    @AfterEach
    void close() {
        mock.close();
    }

    @Test
    void everyRequestOfAClosedLoopIsCountedOnBothSides() {
        run(new Pressure.Closed(8), Duration.ofMillis(300), Duration.ofSeconds(10));

        Reading reading = tally.reading(1);
        assertThat(reading.answered()).isPositive();
        assertThat(reading.notAnswered()).isZero();
        assertThat(mock.calls("primary")).isEqualTo(reading.sent());
        assertThat(reading.answeredBy()).containsOnlyKeys("primary");
    }

    @Test
    void theSameSeedMakesTheSameArrivalsOfAnOpenLoop() {
        run(new Pressure.Open(400), Duration.ofMillis(500), Duration.ofSeconds(10));
        Tally again = new Tally();
        run(new Pressure.Open(400), Duration.ofMillis(500), Duration.ofSeconds(10), again);

        assertThat(again.reading(1).sent()).isEqualTo(tally.reading(1).sent());
        assertThat(tally.reading(1).notAnswered()).isZero();
    }

    @Test
    void anOutageIsCountedAsRefusals() {
        mock.set("primary", new Fault.Outage(503));

        run(new Pressure.Open(200), Duration.ofMillis(200), Duration.ofSeconds(10));

        Reading reading = tally.reading(1);
        assertThat(reading.sent()).isPositive();
        assertThat(reading.refused()).containsEntry("503", reading.sent());
    }

    @Test
    void errorsAreCountedAsFailures() {
        mock.set("primary", new Fault.SomeErrors(10));

        run(new Pressure.Open(200), Duration.ofMillis(200), Duration.ofSeconds(10));

        Reading reading = tally.reading(1);
        assertThat(reading.failed()).containsEntry("status 500", reading.sent());
    }

    @Test
    void callersOfAProviderThatHangsGiveUp() {
        mock.set("primary", new Fault.Hang());

        run(new Pressure.Open(200), Duration.ofMillis(100), Duration.ofMillis(300));

        Reading reading = tally.reading(1);
        assertThat(reading.sent()).isPositive();
        assertThat(reading.failed()).containsEntry("caller gave up after 300 ms", reading.sent());
        assertThat(mock.calls("primary")).isEqualTo(reading.sent());
    }

    @Test
    void whereNobodyListensEveryRequestFails() {
        mock.close();

        run(new Pressure.Open(200), Duration.ofMillis(100), Duration.ofSeconds(5));

        assertThat(tally.reading(1).failed())
                .containsEntry("no connection", tally.reading(1).sent());
    }

    @Test
    void aStreamSaysTheSameWordsAndEndsWithDone() throws IOException, InterruptedException {
        String body;
        try (HttpClient client = HttpClient.newHttpClient()) {
            body = client.send(
                            HttpRequest.newBuilder(URI.create(mock.baseUrl("primary") + "/chat/completions"))
                                    .POST(HttpRequest.BodyPublishers.ofString("{\"stream\": true}"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }

        assertThat(body).contains("\"role\":\"assistant\"", "\"finish_reason\":\"stop\"", "\"usage\"");
        assertThat(body).endsWith("data: [DONE]\n\n");
        String words = body.lines()
                .filter(line -> line.contains("\"delta\":{\"content\":\""))
                .map(line -> line.replaceAll(".*\"delta\":\\{\"content\":\"([^\"]*)\".*", "$1"))
                .reduce("", String::concat);
        assertThat(words).isEqualTo(MockProvider.text("primary"));
    }

    private void run(Pressure pressure, Duration time, Duration patience) {
        run(pressure, time, patience, tally);
    }

    private void run(Pressure pressure, Duration time, Duration patience, Tally into) {
        Target target = new Target(
                mock.port(),
                "/primary" + Target.CHAT,
                Map.of(),
                "bench-primary",
                Map.of("primary", MockProvider.text("primary")),
                patience);
        try (Client client = new Client(target, 1_024)) {
            Load.run(client, pressure, time, new Random(1), into);
        }
    }
}
