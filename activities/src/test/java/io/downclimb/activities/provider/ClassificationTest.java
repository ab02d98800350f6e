package io.downclimb.activities.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.workflows.activity.ErrorClass;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which class an error gets, from its status, its words, and the place where it came. */
class ClassificationTest {
    private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            400 | {"error":{"message":"No.","type":"invalid_request_error","param":"messages","code":null}}    | INVALID_REQUEST | invalid_request_error
            400 | {"error":{"message":"x","type":"invalid_request_error","code":"context_length_exceeded"}}    | CONTEXT_LENGTH | context_length_exceeded
            400 | {"error":{"message":"This model's maximum context length is 8192 tokens.","code":400}}       | CONTEXT_LENGTH | prompt-too-long
            400 | {"error":{"message":"x","type":"image_error","code":"content_policy_violation"}}             | CONTENT_POLICY | content_policy_violation
            400 | {"error":{"message":"x","type":null,"param":"prompt","code":"content_filter"}}               | CONTENT_POLICY | content_filter
            401 | {"error":{"message":"x","type":"invalid_request_error","code":"invalid_api_key"}}            | AUTH | invalid_api_key
            403 | {"error":{"message":"x","type":"invalid_request_error","code":"model_not_found"}}            | MODEL_GONE | model_not_found
            404 | {"error":{"message":"x","type":"invalid_request_error","code":"model_not_found"}}            | MODEL_GONE | model_not_found
            429 | {"error":{"message":"x","type":"tokens","code":"rate_limit_exceeded"}}                       | RATE_LIMITED | rate_limit_exceeded
            429 | {"error":{"message":"x","type":"insufficient_quota","code":"insufficient_quota"}}            | QUOTA | insufficient_quota
            503 | {"error":{"message":"x","type":"server_error","code":null}}                                  | OVERLOADED | server_error
            500 | {"error":{"message":"x","type":"insufficient_quota","code":null}}                            | OVERLOADED | insufficient_quota
            400 | {"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 9"}}  | CONTEXT_LENGTH | prompt-too-long
            400 | {"type":"error","error":{"type":"invalid_request_error","message":"messages: prompt is too long to read"}} | INVALID_REQUEST | invalid_request_error
            400 | {"type":"error","error":{"type":"invalid_request_error","message":"Output blocked by content filtering policy"}} | CONTENT_POLICY | filtered
            402 | {"type":"error","error":{"type":"billing_error","message":"x"}}                              | QUOTA | billing_error
            403 | {"type":"error","error":{"type":"permission_error","message":"x"}}                           | AUTH | permission_error
            404 | {"type":"error","error":{"type":"not_found_error","message":"x"}}                            | MODEL_GONE | not_found_error
            409 | {"type":"error","error":{"type":"conflict_error","message":"x"}}                             | OVERLOADED | conflict_error
            413 | {"type":"error","error":{"type":"request_too_large","message":"x"}}                          | INVALID_REQUEST | request_too_large
            429 | {"type":"error","error":{"type":"rate_limit_error","message":"x"}}                           | RATE_LIMITED | rate_limit_error
            429 | {"type":"error","error":{"type":"rate_limit_error","message":"x","details":{"error_code":"enforced_spend_limit_reached"}}} | QUOTA | enforced_spend_limit_reached
            529 | {"type":"error","error":{"type":"overloaded_error","message":"x"}}                           | OVERLOADED | overloaded_error
            400 | {"error":{"message":"x","type":"Some Free Text","code":"with spaces"}}                       | INVALID_REQUEST | status-400
            400 | {"error":"x"}           | INVALID_REQUEST | status-400
            400 | [1]                     | INVALID_REQUEST | status-400
            402 | <html>                  | QUOTA           | status-402
            403 | <html>                  | AUTH            | status-403
            404 | <html>                  | MODEL_GONE      | status-404
            408 | <html>                  | OVERLOADED      | status-408
            425 | <html>                  | OVERLOADED      | status-425
            418 | <html>                  | INVALID_REQUEST | status-418
            422 | <html>                  | INVALID_REQUEST | status-422
            429 | <html>                  | RATE_LIMITED    | status-429
            502 | <html>                  | OVERLOADED      | status-502
            599 | <html>                  | OVERLOADED      | status-599
            301 | <html>                  | MALFORMED       | status-301
            """)
    void aStatusAndItsBodyHaveAClass(int status, String body, ErrorClass errorClass, String detail) {
        Classification.Verdict verdict = Classification.ofStatus(status, Map.of(), body, NOW);
        assertThat(verdict).isEqualTo(new Classification.Verdict(errorClass, null, detail));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type":"error","error":{"type":"overloaded_error","message":"x"}}       | OVERLOADED | overloaded_error
            {"type":"error","error":{"type":"api_error","message":"x"}}              | OVERLOADED | api_error
            {"type":"error","error":{"type":"timeout_error","message":"x"}}          | OVERLOADED | timeout_error
            {"type":"error","error":{"type":"rate_limit_error","message":"x"}}       | RATE_LIMITED | rate_limit_error
            {"type":"error","error":{"type":"authentication_error","message":"x"}}   | AUTH | authentication_error
            {"type":"error","error":{"type":"invalid_request_error","message":"x"}}  | INVALID_REQUEST | invalid_request_error
            {"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 9"}}  | CONTEXT_LENGTH | prompt-too-long
            {"error":{"message":"x","type":"server_error","code":null}}              | OVERLOADED | server_error
            {"error":{"message":"x","type":"requests","code":"rate_limit_exceeded"}} | RATE_LIMITED | rate_limit_exceeded
            {"error":{"message":"x","code":"insufficient_quota"}}                    | QUOTA | insufficient_quota
            {"error":{"message":"x","code":"content_filter"}}                        | CONTENT_POLICY | content_filter
            {"error":{"message":"x","code":402}}                                     | QUOTA | 402
            {"error":{"message":"x","code":"502"}}                                   | OVERLOADED | 502
            {"error":{"message":"x"}}                                                | OVERLOADED | stream-error
            {"error":"x"}                                                            | OVERLOADED | stream-error
            """)
    void anErrorInAStreamHasTheClassOfItsBody(String body, ErrorClass errorClass, String detail) {
        Classification.Verdict verdict = Classification.ofStream(Asking.json(body), Map.of(), NOW);
        assertThat(verdict).isEqualTo(new Classification.Verdict(errorClass, null, detail));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            retry-after=2                                     | 2000
            Retry-After=0.5                                   | 500
            retry-after=-3                                    | 0
            retry-after=Sat, 21 Nov 2026 09:00:30 GMT         | 30000
            retry-after=Sat, 21 Nov 2026 08:00:00 GMT         | 0
            retry-after=soon                                  | -
            retry-after=99999999999999                        | 31622400000
            retry-after-ms=1500                               | 1500
            retry-after=9;retry-after-ms=20                   | 20
            retry-after=9;retry-after-ms=abc                  | 9000
            retry-after=9;x-should-retry=false                | -
            retry-after=9;x-should-retry=true                 | 9000
            date=x                                            | -
            """)
    void aHintSaysHowLongToWait(String headers, String expected) {
        Map<String, List<String>> given = new HashMap<>();
        for (String header : headers.split(";", -1)) {
            List<String> parts = List.of(header.split("=", 2));
            given.put(parts.get(0), List.of(parts.get(1)));
        }
        assertThat(String.valueOf(RetryHint.of(given, NOW))).isEqualTo(expected == null ? "null" : expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
            429 | 'code':429,'message':'x','status':'RESOURCE_EXHAUSTED' | RATE_LIMITED | - | resource_exhausted
            429 | 'code':429,'message':'x','status':'RESOURCE_EXHAUSTED','details':[{'violations':[{'quotaId':'GenerateRequestsPerMinutePerProjectPerModel-FreeTier'}]},{'retryDelay':'37s'}] | RATE_LIMITED | 37000 | resource_exhausted
            429 | 'code':429,'message':'x','status':'RESOURCE_EXHAUSTED','details':[{'retryDelay':'0.25s'}] | RATE_LIMITED | 250 | resource_exhausted
            429 | 'code':429,'message':'x','status':'RESOURCE_EXHAUSTED','details':[{'retryDelay':'soon'}] | RATE_LIMITED | - | resource_exhausted
            429 | 'code':429,'message':'x','status':'RESOURCE_EXHAUSTED','details':[{'violations':[{'quotaId':'APerMinute'},{'quotaId':'GenerateRequestsPerDayPerProjectPerModel'}]},{'retryDelay':'37s'}] | QUOTA | - | quota-per-day
            429 | 'code':429,'message':'x','status':'RESOURCE_EXHAUSTED','details':[{'violations':[{'quotaMetric':'generativelanguage.googleapis.com/generate_requests_per_model_per_day'}]}] | QUOTA | - | quota-per-day
            429 | 'code':429,'message':'Your project has exceeded its monthly spending cap.','status':'RESOURCE_EXHAUSTED' | QUOTA | - | nothing-left-to-spend
            402 | 'code':402,'message':'x','status':'RESOURCE_EXHAUSTED' | QUOTA | - | resource_exhausted
            400 | 'code':400,'message':'API key not valid. Please pass a valid API key.','status':'INVALID_ARGUMENT' | AUTH | - | api_key_invalid
            400 | 'code':400,'message':'x','status':'INVALID_ARGUMENT','details':[{'reason':'API_KEY_INVALID'}] | AUTH | - | api_key_invalid
            400 | 'code':400,'message':'User location is not supported for the API use.','status':'FAILED_PRECONDITION' | AUTH | - | failed_precondition
            400 | 'code':400,'message':'The input token count (9) exceeds the maximum number of tokens allowed (8).','status':'INVALID_ARGUMENT' | CONTEXT_LENGTH | - | prompt-too-long
            400 | 'code':400,'message':'x','status':'INVALID_ARGUMENT' | INVALID_REQUEST | - | invalid_argument
            401 | 'code':401,'message':'x','status':'UNAUTHENTICATED' | AUTH | - | unauthenticated
            403 | 'code':403,'message':'x','status':'PERMISSION_DENIED' | AUTH | - | permission_denied
            404 | 'code':404,'message':'x','status':'NOT_FOUND' | MODEL_GONE | - | not_found
            409 | 'code':409,'message':'x','status':'ABORTED' | OVERLOADED | - | aborted
            499 | 'code':499,'message':'x','status':'CANCELLED' | OVERLOADED | - | cancelled
            500 | 'code':500,'message':'x','status':'INTERNAL' | OVERLOADED | - | internal
            503 | 'code':503,'message':'x','status':'UNAVAILABLE','details':[{'retryDelay':'2s'}] | OVERLOADED | 2000 | unavailable
            504 | 'code':504,'message':'x','status':'DEADLINE_EXCEEDED' | OVERLOADED | - | deadline_exceeded
            400 | 'code':400,'message':'x','status':'A_WORD_TO_COME' | INVALID_REQUEST | - | 400
            """)
    void anErrorOfGooglesHasTheSameClassAsAStatusInAnArrayAndInAStream(
            int status, String error, ErrorClass errorClass, @Nullable Long retryAfterMs, String detail) {
        String body = "{\"error\":{%s}}".formatted(error.replace('\'', '"'));
        Classification.Verdict expected = new Classification.Verdict(errorClass, retryAfterMs, detail);
        assertThat(Classification.ofStatus(status, Map.of(), body, NOW)).isEqualTo(expected);
        assertThat(Classification.ofStatus(status, Map.of(), "[" + body + "]", NOW))
                .isEqualTo(expected);
        assertThat(Classification.ofStream(Asking.json(body), Map.of(), NOW)).isEqualTo(expected);
    }

    @Test
    void aHintInTheHeadersGoesBeforeTheOneInTheBody() {
        String body = "{\"error\":{\"status\":\"RESOURCE_EXHAUSTED\",\"details\":[{\"retryDelay\":\"9s\"}]}}";
        assertThat(Classification.ofStatus(429, Map.of("retry-after", List.of("2")), body, NOW)
                        .retryAfterMs())
                .isEqualTo(2_000);
    }

    @Test
    void aCandidateThatEndedInABrokenCallIsMalformed() {
        assertThat(Classification.ofStream(
                        Asking.json("{'candidates':[{'finishReason':'MALFORMED_FUNCTION_CALL'}]}"), Map.of(), NOW))
                .isEqualTo(new Classification.Verdict(ErrorClass.MALFORMED, null, "malformed-function-call"));
    }

    @Test
    void anErrorOfGooglesIsSaidInOpenAisShape() {
        String error = "{\"error\":{\"code\":429,\"message\":\"Slow.\",\"status\":\"RESOURCE_EXHAUSTED\"}}";
        String shape =
                "{\"error\":{\"message\":\"Slow.\",\"type\":\"rate_limit_error\",\"param\":null,\"code\":\"resource_exhausted\"}}";
        assertThat(shown(429, error)).isEqualTo(shape);
        assertThat(shown(429, "[" + error + "]")).isEqualTo(shape);
        assertThat(shown(200, error)).as("within a stream").isEqualTo(shape);
    }

    @Test
    void freeTextNeverBecomesADetail() {
        assertThat(List.of("Has Capitals", "way/out", "", "semi;colon", "a".repeat(65)))
                .allSatisfy(type -> {
                    String body = "{\"error\":{\"type\":\"" + type + "\",\"message\":\"secret\"}}";
                    assertThat(Classification.ofStatus(429, Map.of(), body, NOW).detail())
                            .isEqualTo("status-429");
                });
    }

    @Test
    void anErrorIsSaidInOpenAisShape() {
        assertThat(shown(400, "{\"error\":{\"message\":\"No.\",\"type\":\"t\",\"param\":\"messages\",\"code\":\"c\"}}"))
                .isEqualTo("{\"error\":{\"message\":\"No.\",\"type\":\"t\",\"param\":\"messages\",\"code\":\"c\"}}");
        assertThat(
                        shown(
                                429,
                                "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"Spent.\",\"details\":{\"error_code\":\"limit\"}}}"))
                .isEqualTo(
                        "{\"error\":{\"message\":\"Spent.\",\"type\":\"rate_limit_error\",\"param\":null,\"code\":\"limit\"}}");
        assertThat(shown(413, "<html>"))
                .isEqualTo(
                        "{\"error\":{\"message\":\"The provider answered with status 413.\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":null}}");
        assertThat(shown(200, "")).contains("api_error");
    }

    private static String shown(int status, String body) {
        return ProviderError.of(new CallReport.Diagnosis(status, Map.of(), body))
                .toJson()
                .toString();
    }
}
