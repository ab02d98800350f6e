package io.downclimb.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.api.request.Reply;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What does waiting cost? */
class WaitingTest {
    private static final int CALLS = 500;

    @Test
    void five_hundred_waiting_requests_block_no_threads() throws Exception {
        try (Doors doors = new Doors();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                HttpClient client = HttpClient.newBuilder().executor(threads).build()) {
            doors.post(Doors.CHAT, Doors.OPENAI_BODY);
            doors.desk.reset();
            doors.desk.waits();
            int before = Thread.getAllStackTraces().size();
            HttpRequest call = HttpRequest.newBuilder(doors.uri(Doors.CHAT))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(Doors.OPENAI_BODY))
                    .build();
            List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
            List<CompletableFuture<Reply>> pending = new ArrayList<>();
            for (int index = 0; index < CALLS; index++) {
                responses.add(client.sendAsync(call, BodyHandlers.ofString()));
            }
            for (int index = 0; index < CALLS; index++) {
                pending.add(doors.desk.taken(doors.desk.pending));
            }
            assertThat(Thread.getAllStackTraces()).hasSizeLessThan(before + 50);
            pending.forEach(reply -> reply.complete(FakeDesk.answered(FakeDesk.WHOLE, FakeDesk.answer("Hello."))));
            for (CompletableFuture<HttpResponse<String>> response : responses) {
                assertThat(response.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            }
        }
    }
}
