package io.downclimb.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downclimb.api.http.Problem.ProblemException;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.simple.SimpleHttpRequest;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As many streams at once as the limit says, and never one fewer for those that have ended. */
class StreamsTest {
    private static Streams atMost(int streams) {
        return new Streams(new DoorLimits(1024, 8, 64, Duration.ofSeconds(10), Duration.ofSeconds(30), streams));
    }

    @Test
    void one_more_than_the_limit_is_refused_until_one_ends() {
        Streams streams = atMost(2);
        Streams.Permit first = streams.enter(new EmbeddedChannel());
        Streams.Permit _ = streams.enter(new EmbeddedChannel());
        assertThatThrownBy(() -> streams.enter(new EmbeddedChannel())).isInstanceOf(ProblemException.class);
        assertThat(streams.open()).isEqualTo(2);
        first.close();
        first.close();
        assertThat(streams.open()).isEqualTo(1);
        Streams.Permit _ = streams.enter(new EmbeddedChannel());
    }

    @Test
    void a_connection_that_closes_gives_its_place_back_once() {
        Streams streams = atMost(2);
        EmbeddedChannel gone = new EmbeddedChannel();
        Streams.Permit permit = streams.enter(gone);
        Streams.Permit _ = streams.enter(new EmbeddedChannel());
        ChannelFuture _ = gone.close();
        gone.runPendingTasks();
        assertThat(streams.open()).isEqualTo(1);
        permit.close();
        assertThat(streams.open()).isEqualTo(1);
    }

    @Test
    void a_connection_that_is_gone_already_takes_no_place() {
        Streams streams = atMost(1);
        EmbeddedChannel gone = new EmbeddedChannel();
        ChannelFuture _ = gone.close();
        Streams.Permit _ = streams.enter(gone);
        gone.runPendingTasks();
        assertThat(streams.open()).isZero();
    }

    @Test
    void many_at_once_never_pass_the_limit() throws Exception {
        Streams streams = atMost(50);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = IntStream.range(0, 400)
                    .mapToObj(call -> callers.submit(() -> entered(streams)))
                    .toList();
            int entered = 0;
            for (Future<Boolean> one : asked) {
                entered += one.get() ? 1 : 0;
            }
            assertThat(entered).isEqualTo(50).isEqualTo(streams.open());
        }
    }

    @Test
    void a_node_that_stops_waits_for_each_and_ends_those_that_are_left() {
        Streams streams = atMost(3);
        Streams.Permit early = streams.enter(new EmbeddedChannel());
        Streams.Permit late = streams.enter(new EmbeddedChannel());
        List<String> ended = new ArrayList<>();
        early.whenNodeStops(() -> ended.add("early"));
        late.whenNodeStops(() -> {
            ended.add("late");
            late.close();
        });
        early.close();
        streams.await(Duration.ZERO);
        assertThat(streams.open()).isEqualTo(1);
        streams.end();
        assertThat(ended).containsExactly("late");
        streams.await(Duration.ofDays(1));
        assertThat(streams.open()).isZero();
    }

    private static boolean entered(Streams streams) {
        try {
            Streams.Permit _ = streams.enter(new EmbeddedChannel());
            return true;
        } catch (ProblemException refused) {
            return false;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, '{\"error\":{', \"code\":\"too_many_streams\"",
        "/v1/requests, '{\"type\":\"/problems/too-many-streams\"', \"status\":429"
    })
    void the_refusal_is_a_429_that_says_when_to_come_again(String path, String begin, String part) {
        Streams streams = atMost(1);
        Streams.Permit _ = streams.enter(new EmbeddedChannel());
        assertThatThrownBy(() -> streams.enter(new EmbeddedChannel()))
                .isInstanceOfSatisfying(ProblemException.class, refused -> {
                    HttpResponse<byte[]> shown =
                            ErrorShape.respond(new SimpleHttpRequest<>(HttpMethod.POST, path, null), refused.problem());
                    assertThat(shown.code()).isEqualTo(429);
                    assertThat(shown.getHeaders().get("Retry-After")).isEqualTo("1");
                    assertThat(new String(shown.getBody().orElseThrow(), StandardCharsets.UTF_8))
                            .startsWith(begin)
                            .contains(part, "1 streams under way");
                });
    }
}
