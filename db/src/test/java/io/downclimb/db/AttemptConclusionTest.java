package io.downclimb.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An answer and the end of its request in one statement, against a real PostgreSQL, and what a later look finds of both. */
class AttemptConclusionTest {
    private static final byte[] QUESTION = {1};
    private static final byte[] ANSWER = {2};
    private static final byte[] ERROR = {3};

    private static Database database;
    private static RequestRepository requests;
    private static AttemptRepository attempts;
    private static AnswerRepository answers;
    private static ContentRepository contents;

    @BeforeAll
    static void start() throws Exception {
        database = Database.ofOneSession();
        requests = database.bean(RequestRepository.class);
        attempts = database.bean(AttemptRepository.class);
        answers = database.bean(AnswerRepository.class);
        contents = database.bean(ContentRepository.class);
        database.bean(PolicyRepository.class).keep("policy", "route", "{}");
    }

    @AfterAll
    static void stop() throws Exception {
        database.close();
    }

    @Test
    void resultContentAnswerAndEndAreCommittedInOne() {
        UUID id = accepted();
        open(id, 1);
        Instant now = now();
        AnswerRepository.Standing standing = concluded(whole(id, 1, "0.5", "{\"whole\":1}"), answer(id, 1, now))
                .standing();
        assertThat(standing).isNotNull();
        AnswerRow written = answers.findByRequestId(id).orElseThrow();
        assertThat(written).isEqualTo(standing.answer());
        assertThat(written)
                .isEqualTo(new AnswerRow(
                        id,
                        "answered",
                        "primary",
                        "p",
                        "m",
                        1,
                        true,
                        "a notice",
                        null,
                        null,
                        1,
                        "[\"above:CUT\"]",
                        "[\"other: unfit\"]",
                        "[\"seed\"]",
                        written.costUsd(),
                        now));
        assertThat(written.costUsd()).isEqualByComparingTo("0.5");
        assertThat(requests.findById(id)).contains(standing.request());
        assertThat(standing.request().concludedAt()).isEqualTo(now);
        AttemptRow attempt = attempts.findAll(id).getFirst();
        assertThat(attempt.outcome()).isEqualTo("whole");
        assertThat(attempt.result()).isEqualTo("{\"whole\":1}");
        assertThat(content(id, "answer", 1)).isEqualTo(ANSWER);
        assertThat(attempts.open(id, 2, 0, "primary", "p", "m", now, true)).isEmpty();
    }

    @Test
    void attemptsAreCountedAndTheirCostIsSummed() {
        UUID id = accepted();
        failed(id, 1, "0.25");
        failed(id, 2, null);
        open(id, 3);
        AnswerRow answer = concluded(whole(id, 3, "0.5", "{}"), answer(id, 3, now()))
                .standing()
                .answer();
        assertThat(answer.attempts()).isEqualTo(3);
        assertThat(answer.attempt()).isEqualTo(3);
        assertThat(answer.costUsd()).isEqualByComparingTo("0.75");
    }

    @Test
    void aCostThatOnlyOneAttemptHasIsTheCostAndOneThatNoneHasIsUnknown() {
        UUID above = accepted();
        failed(above, 1, "0.25");
        open(above, 2);
        assertThat(concluded(whole(above, 2, null, "{}"), answer(above, 2, now()))
                        .standing()
                        .answer()
                        .costUsd())
                .isEqualByComparingTo("0.25");
        UUID none = accepted();
        failed(none, 1, null);
        open(none, 2);
        assertThat(concluded(whole(none, 2, null, "{}"), answer(none, 2, now()))
                        .standing()
                        .answer()
                        .costUsd())
                .isNull();
    }

    @Test
    void aSecondRecordOfTheSameAttemptIsEmptyAndChangesNothing() {
        UUID id = accepted();
        open(id, 1);
        concluded(whole(id, 1, "0.5", "{\"first\":true}"), answer(id, 1, now()));
        AnswerRow written = answers.findByRequestId(id).orElseThrow();
        List<AttemptRow> rows = attempts.findAll(id);
        Optional<RequestRow> request = requests.findById(id);

        AnswerRow later = answer(id, 1, now().plusSeconds(5));
        assertThat(attempts.conclude(whole(id, 1, "7", "{\"first\":false}"), ERROR, later))
                .isEmpty();
        assertThat(attempts.finish(whole(id, 1, "7", "{\"first\":false}"), "error", ERROR))
                .isFalse();

        assertThat(answers.findByRequestId(id)).contains(written);
        assertThat(attempts.findAll(id)).isEqualTo(rows);
        assertThat(requests.findById(id)).isEqualTo(request);
        assertThat(content(id, "answer", 1)).isEqualTo(ANSWER);
        assertThat(contents.find(id, "error", 1)).isEmpty();
    }

    /** As when the node was lost after it had recorded a failure, and its successor was slower. */
    @Test
    void anAnswerToAnAttemptThatWasGivenUpConcludesNothing() {
        UUID id = accepted();
        failed(id, 1, null);
        assertThat(attempts.conclude(whole(id, 1, "0.5", "{}"), ANSWER, answer(id, 1, now())))
                .isEmpty();
        assertThat(answers.findByRequestId(id)).isEmpty();
        assertThat(requests.findById(id).orElseThrow().concludedAt()).isNull();
        assertThat(contents.find(id, "answer", 1)).isEmpty();
    }

    @Test
    void anAttemptThatWasNeverOpenedConcludesNothing() {
        UUID id = accepted();
        assertThat(attempts.conclude(whole(id, 1, "0.5", "{}"), ANSWER, answer(id, 1, now())))
                .isEmpty();
        assertThat(requests.findById(id).orElseThrow().concludedAt()).isNull();
    }

    @Test
    void whereAConclusionStandsTheAnswerIsKeptAndNothingIsConcluded() {
        UUID id = accepted();
        open(id, 1);
        cancel(id);
        AnswerRow cancelled = answers.findByRequestId(id).orElseThrow();
        AttemptRepository.Ended ended = concluded(whole(id, 1, "0.5", "{\"late\":true}"), answer(id, 1, now()));
        assertThat(ended.standing()).isNull();
        assertThat(answers.findByRequestId(id)).contains(cancelled);
        assertThat(attempts.findResult(id, 1)).contains("{\"late\":true}");
        assertThat(content(id, "answer", 1)).isEqualTo(ANSWER);
    }

    @Test
    void anErasedRequestIsConcludedWithoutContent() {
        UUID id = accepted();
        open(id, 1);
        contents.erase(id);
        assertThat(concluded(whole(id, 1, "0.5", "{}"), answer(id, 1, now())).standing())
                .isNotNull();
        assertThat(contents.existsByRequestId(id)).isFalse();
        assertThat(attempts.findResult(id, 1)).contains("{}");
    }

    @Test
    void aFailureLeavesTheSessionsPromiseAsItWas() throws SQLException {
        String durable = "show synchronous_commit";
        List<String> session = database.textsInTheirSession("select pg_backend_pid()");
        assertThat(database.textsInTheirSession("select set_config('synchronous_commit', 'on', false)"))
                .containsExactly("on");
        UUID id = accepted();
        failed(id, 1, null);
        assertThat(database.textsInTheirSession(durable)).containsExactly("on");
        assertThat(database.textsInTheirSession("select pg_backend_pid()"))
                .as("the same session")
                .isEqualTo(session);
    }

    @Test
    void ofARequestWithoutAttemptsTheContentIsRecorded() {
        RecordedRequest recorded = attempts.recorded(accepted());
        assertThat(recorded.body()).isEqualTo(QUESTION);
        assertThat(recorded.results()).isEmpty();
        assertThat(recorded.answer()).isNull();
    }

    @Test
    void ofAnUnknownRequestNothingIsRecorded() {
        RecordedRequest recorded = attempts.recorded(UUID.randomUUID());
        assertThat(recorded.body()).isNull();
        assertThat(recorded.results()).isEmpty();
        assertThat(recorded.answer()).isNull();
    }

    @Test
    void resultsAreRecordedInTheirOrderAndWhatIsUnderWayIsNot() {
        UUID id = accepted();
        failed(id, 1, null);
        failed(id, 2, null);
        open(id, 3);
        RecordedRequest recorded = attempts.recorded(id);
        assertThat(recorded.results()).containsExactly("{\"failed\":1}", "{\"failed\":2}");
        assertThat(recorded.answer()).isNull();
    }

    @Test
    void aConclusionIsRecordedWithWhatLedToIt() {
        UUID id = accepted();
        open(id, 1);
        concluded(whole(id, 1, "0.5", "{\"whole\":1}"), answer(id, 1, now()));
        RecordedRequest recorded = attempts.recorded(id);
        assertThat(recorded.body()).isEqualTo(QUESTION);
        assertThat(recorded.results()).containsExactly("{\"whole\":1}");
        assertThat(recorded.answer()).isEqualTo(answers.findByRequestId(id).orElseThrow());
    }

    @Test
    void ofAnErasedRequestTheFactsAreRecorded() {
        UUID id = accepted();
        open(id, 1);
        concluded(whole(id, 1, "0.5", "{\"whole\":1}"), answer(id, 1, now()));
        contents.erase(id);
        RecordedRequest recorded = attempts.recorded(id);
        assertThat(recorded.body()).isNull();
        assertThat(recorded.results()).containsExactly("{\"whole\":1}");
        assertThat(recorded.answer()).isNotNull();
    }

    private static UUID accepted() {
        UUID id = UUID.randomUUID();
        Instant now = now();
        RequestRow row = new RequestRow(
                id, "tenant", "route", "policy", null, "body-" + id, "w", now, now, 1.0, null, null, null);
        assertThat(requests.accept(row, QUESTION)).isTrue();
        return id;
    }

    private static void open(UUID id, int number) {
        assertThat(attempts.open(id, number, 0, "primary", "p", "m", now(), true))
                .isPresent();
    }

    private static void failed(UUID id, int number, String cost) {
        open(id, number);
        AttemptRow row = row(id, number, "failed", "CUT", cost, "{\"failed\":%d}".formatted(number));
        assertThat(attempts.finish(row, "error", ERROR)).isTrue();
    }

    private static AttemptRow whole(UUID id, int number, String cost, String result) {
        return row(id, number, "whole", null, cost, result);
    }

    private static AttemptRow row(UUID id, int number, String outcome, String errorClass, String cost, String result) {
        Instant now = now();
        return new AttemptRow(
                id,
                number,
                0,
                "primary",
                "p",
                "m",
                1,
                now,
                now,
                outcome,
                errorClass,
                200,
                null,
                5L,
                9L,
                1L,
                2L,
                cost == null ? null : new BigDecimal(cost),
                "[\"seed\"]",
                result);
    }

    private static AnswerRow answer(UUID id, int attempt, Instant at) {
        return new AnswerRow(
                id,
                "answered",
                "primary",
                "p",
                "m",
                attempt,
                true,
                "a notice",
                null,
                null,
                0,
                "[\"above:CUT\"]",
                "[\"other: unfit\"]",
                "[]",
                null,
                at);
    }

    private static void cancel(UUID id) {
        AnswerRow cancelled = new AnswerRow(
                id,
                "cancelled",
                null,
                null,
                null,
                null,
                false,
                null,
                null,
                "cancelled",
                0,
                "[]",
                "[]",
                "[]",
                null,
                now());
        assertThat(answers.conclude(cancelled, null)).isPresent();
    }

    private static AttemptRepository.Ended concluded(AttemptRow attempt, AnswerRow answer) {
        return attempts.conclude(attempt, ANSWER, answer).orElseThrow();
    }

    private static byte[] content(UUID id, String kind, int attempt) {
        return contents.find(id, kind, attempt).orElseThrow().body();
    }

    /** As precise as the database is. */
    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}
