package io.downclimb.activities.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.simulator.Simulator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every fault the simulator knows, in all formats: which class and detail it gets, over a real connection. */
class FaultTest {
    private static final Simulator SIMULATOR = Simulator.start(0);
    private static final HttpProviderClient CLIENT = new HttpProviderClient();

    @BeforeAll
    static void answerInEightWords() {
        SIMULATOR.faults().answer("played", "one two three four five six seven eight");
    }

    @AfterAll
    static void stop() {
        CLIENT.close();
        SIMULATOR.close();
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest(name = "{0} in {1}")
    @CsvSource(delimiter = '|', textBlock = """
            status-500                          | both      | OVERLOADED 500 -      | server_error | api_error | internal
            status-502                          | both      | OVERLOADED 502 -      | server_error | api_error | internal
            status-503                          | both      | OVERLOADED 503 -      | server_error | overloaded_error | unavailable
            status-504                          | both      | OVERLOADED 504 -      | server_error | timeout_error | deadline_exceeded
            status-529-overloaded_error         | both      | OVERLOADED 529 -      | server_error | overloaded_error | -
            status-503-retry-after-7            | both      | OVERLOADED 503 7000   | server_error | overloaded_error | -
            status-408                          | both      | OVERLOADED 408 -      | invalid_request_error | invalid_request_error | invalid_argument
            status-409                          | both      | OVERLOADED 409 -      | invalid_request_error | conflict_error | aborted
            status-429                          | both      | RATE_LIMITED 429 -    | rate_limit_exceeded | rate_limit_error | resource_exhausted
            status-429-retry-after-3            | both      | RATE_LIMITED 429 3000 | rate_limit_exceeded | rate_limit_error | resource_exhausted
            insufficient-quota                  | both      | QUOTA 429 -           | insufficient_quota | enforced_spend_limit_reached | quota-per-day
            spend-limit-reached                 | both      | QUOTA 429 -           | insufficient_quota | enforced_spend_limit_reached | quota-per-day
            status-402                          | both      | QUOTA 402 -           | insufficient_quota | billing_error | resource_exhausted
            broken-key                          | both      | AUTH 401 -            | invalid_api_key | authentication_error | -
            status-403                          | both      | AUTH 403 -            | unsupported_country_region_territory | permission_error | permission_denied
            model-gone                          | both      | MODEL_GONE 404 -      | model_not_found | not_found_error | not_found
            context-length                      | both      | CONTEXT_LENGTH 400 -  | context_length_exceeded | prompt-too-long | prompt-too-long
            content-filter                      | both      | CONTENT_POLICY 400 -  | * | filtered | -
            status-400                          | both      | INVALID_REQUEST 400 - | invalid_request_error | invalid_request_error | invalid_argument
            status-413                          | both      | INVALID_REQUEST 413 - | request_too_large | request_too_large | invalid_argument
            status-422                          | both      | INVALID_REQUEST 422 - | invalid_request_error | invalid_request_error | invalid_argument
            status-418                          | both      | INVALID_REQUEST 418 - | invalid_request_error | invalid_request_error | invalid_argument
            slow-headers-5000                   | both      | SILENT - -            | no-headers | no-headers | no-headers
            silent                              | both      | SILENT - -            | no-headers | no-headers | no-headers
            slow-first-token-5000               | both      | SILENT 200 -          | no-content | no-content | no-content
            stall                               | both      | CUT 200 -             | stalled | stalled | stalled
            slow-50-500                         | both      | CUT 200 -             | deadline | deadline | deadline
            cut                                 | both      | CUT 200 -             | broken | broken | broken
            malformed-3                         | both      | MALFORMED 200 -       | broken-chunk | broken-chunk | broken-chunk
            malformed-3-continue                | both      | MALFORMED 200 -       | broken-chunk | broken-chunk | broken-chunk
            missing-end                         | both      | CUT 200 -             | ended | ended | ended
            error-event-in-stream               | both      | OVERLOADED 200 -      | server_error | overloaded_error | unavailable
            error-event-in-stream-0             | both      | OVERLOADED 200 -      | server_error | overloaded_error | unavailable
            not-json                            | both      | MALFORMED 200 -       | not-an-answer | not-an-answer | not-an-answer
            reset                               | both      | CONNECT - -           | reset | reset | reset
            reset-after-headers                 | both      | CUT 200 -             | broken | broken | broken
            echo-broken-key                     | both      | AUTH 401 -            | invalid_api_key | authentication_error | -
            """)
    void aFaultHasItsClass(String fault, String both, String expected, String openAi, String anthropic, String gemini) {
        assertThat(both).isEqualTo("both");
        assertFailure(Api.OPENAI_CHAT, fault, expected, openAi);
        assertFailure(Api.ANTHROPIC_MESSAGES, fault, expected, anthropic);
        if (!gemini.equals("-")) {
            assertFailure(Api.GEMINI, fault, expected, gemini);
        }
    }

    @ParameterizedTest(name = "{0} in Google's words")
    @CsvSource(delimiter = '|', textBlock = """
            status-529-overloaded_error | OVERLOADED 503 -      | unavailable
            status-503-retry-after-7    | OVERLOADED 503 7000   | unavailable
            status-499                  | OVERLOADED 499 -      | cancelled
            status-401                  | AUTH 401 -            | unauthenticated
            broken-key                  | AUTH 400 -            | api_key_invalid
            echo-broken-key             | AUTH 400 -            | api_key_invalid
            """)
    void aFaultThatGoogleSaysInItsOwnWayHasTheSameClass(String fault, String expected, String detail) {
        assertFailure(Api.GEMINI, fault, expected, detail);
    }

    @Test
    void aPromptThatGeminiBlocksIsARefusal() {
        CallReport report = call(Api.GEMINI, "content-filter");
        assertThat(report.result()).isInstanceOfSatisfying(CallReport.Answered.class, answered -> {
            assertThat(answered.refused()).isTrue();
            assertThat(answered.finishReason()).isEqualTo("content_filter");
        });
    }

    private static void assertFailure(Api api, String fault, String expected, String detail) {
        CallReport report = call(api, fault);
        assertThat(report.result()).as("%s: %s", api, report).isInstanceOf(CallReport.Failed.class);
        CallReport.Failed failed = (CallReport.Failed) report.result();
        String met = "%s %s %s"
                .formatted(
                        failed.errorClass(),
                        failed.status() == null ? "-" : failed.status(),
                        failed.retryAfterMs() == null ? "-" : failed.retryAfterMs());
        assertThat(met).as("%s: %s", api, report).isEqualTo(expected);
        if (!detail.equals("*")) {
            assertThat(failed.detail()).as("%s: %s", api, report).isEqualTo(detail);
        }
        CallReport.Diagnosis diagnosis = failed.diagnosis();
        assertThat(diagnosis == null).isEqualTo(failed.status() == null);
        if (diagnosis != null) {
            assertThat(diagnosis.body()).doesNotContain(Asking.KEY);
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest(name = "{0} in all formats")
    @CsvSource(delimiter = '|', textBlock = """
            healthy                      | stop           | false | 0 | 8
            missing-end-with-finish-reason | stop         | false | 0 | 8
            empty                        | stop           | false | 0 | 0
            truncated                    | length         | false | 0 | 4
            content-filter-refusal       | content_filter | true  | 0 | 3
            slow-20-10                   | stop           | false | 0 | 10
            """)
    void aFlawedAnswerIsToldApart(String fault, String finishReason, boolean refused, int skipped, int words) {
        for (Api api : List.of(Api.OPENAI_CHAT, Api.ANTHROPIC_MESSAGES)) {
            CallReport report = call(api, fault);
            assertThat(report.result()).as("%s: %s", api, report).isInstanceOf(CallReport.Answered.class);
            CallReport.Answered answered = (CallReport.Answered) report.result();
            assertThat(answered.finishReason()).isEqualTo(finishReason);
            assertThat(answered.refused()).isEqualTo(refused);
            assertThat(report.skipped()).isEqualTo(skipped);
            assertThat(words(answered)).as("%s: %s", api, report).isEqualTo(words);
            assertThat(report.firstContentMs() == null).isEqualTo(words == 0);
            assertThat(answered.usage().inputTokens()).isPositive();
        }
    }

    private static int words(CallReport.Answered answered) {
        String text =
                answered.answer().at("/choices/0/message/content").asText("").strip();
        return text.isEmpty() ? 0 : text.split("\\s+", -1).length;
    }

    /** Tight only where the fault is one of time, and then only in the limit that is to strike. */
    private static long[] limits(String fault) {
        return switch (fault) {
            case "silent", "slow-headers-5000" -> new long[] {300, 9_000, 9_000};
            case "slow-first-token-5000" -> new long[] {2_000, 9_000, 9_000};
            case "stall" -> new long[] {9_000, 9_000, 300};
            case "slow-50-500" -> new long[] {9_000, 2_500, 9_000};
            default -> new long[] {9_000, 9_000, 9_000};
        };
    }

    private static CallReport call(Api api, String fault) {
        long[] limits = limits(fault);
        String base = SIMULATOR.baseUrl() + "/played" + (api == Api.OPENAI_CHAT ? "/v1" : "");
        Call call = Asking.of(api)
                .at(base)
                .model("sim-" + fault)
                .limits(limits[0], limits[1], limits[2])
                .call();
        return CLIENT.call(call, new Cancellation());
    }
}
