package io.downclimb.activities.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.activities.provider.CallReport;
import io.downclimb.workflows.activity.Usage;
import io.downclimb.workflows.policy.Validator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which answers may leave a rung. */
class ValidationTest {
    private static final Map<String, String> TEXTS = Map.of(
            "height",
            "{\"type\":\"object\",\"required\":[\"m\"],\"properties\":{\"m\":{\"type\":\"integer\"}}}",
            "old",
            "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"items\":[{\"type\":\"integer\"}]}",
            "elsewhere",
            "{\"$ref\":\"http://127.0.0.1:1/schema.json\"}",
            "runaway",
            "{\"type\":\"string\",\"pattern\":\"^(([a-z])+.)+[A-Z]([a-z])+$\"}",
            "none",
            "not a schema");
    private static final ObjectNode CHAT = JsonNodeFactory.instance.objectNode();
    private final Validation validation = new Validation(hash -> Objects.requireNonNull(TEXTS.get(hash)));

    private static CallReport.Answered answered(@Nullable String text, String finish, Consumer<ObjectNode> more) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ObjectNode choice = answer.putArray("choices").addObject().put("index", 0);
        more.accept(choice.putObject("message").put("role", "assistant").put("content", text));
        choice.put("finish_reason", finish);
        return new CallReport.Answered(answer, finish, finish.equals("content_filter"), Usage.UNKNOWN);
    }

    private String check(@Nullable String text, String finish, Validator... validators) {
        return name(validation.check(List.of(validators), answered(text, finish, message -> {}), CHAT));
    }

    private static String name(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Accepted() -> "accepted";
            case Verdict.Rejected rejected -> rejected.validator();
        };
    }

    @Test
    void anAnswerThatSaysNothingIsTurnedDownAlways() {
        assertThat(check("", "stop")).isEqualTo("non-empty");
        assertThat(check(" \n", "stop", new Validator.NonEmpty())).isEqualTo("non-empty");
        assertThat(check(null, "stop")).isEqualTo("non-empty");
        assertThat(check("Hi", "stop", new Validator.NonEmpty())).isEqualTo("accepted");
        ObjectNode empty = JsonNodeFactory.instance.objectNode();
        empty.putArray("choices");
        CallReport.Answered none = new CallReport.Answered(empty, "stop", false, Usage.UNKNOWN);
        assertThat(name(validation.check(List.of(), none, CHAT))).isEqualTo("non-empty");
    }

    @Test
    void aTruncatedAnswerIsTurnedDownUnlessSomebodyAskedForIt() {
        assertThat(check("Hi", "length")).isEqualTo("truncated");
        assertThat(check("Hi", "length", new Validator.FinishReason(List.of("stop", "length"))))
                .isEqualTo("accepted");
        CallReport.Answered cut = answered("Hi", "length", message -> {});
        for (String limit : List.of("max_tokens", "max_completion_tokens")) {
            ObjectNode limited = CHAT.deepCopy().put(limit, 5);
            assertThat(name(validation.check(List.of(), cut, limited))).isEqualTo("accepted");
            assertThat(name(validation.check(List.of(new Validator.FinishReason(List.of("stop"))), cut, limited)))
                    .isEqualTo("finish-reason");
        }
        assertThat(name(validation.check(List.of(), cut, CHAT.deepCopy().putNull("max_tokens"))))
                .isEqualTo("truncated");
    }

    @Test
    void anAnswerCutFarBelowTheCallersLimitWasCutByNobodyWhoAsked() {
        ObjectNode limited = CHAT.deepCopy().put("max_tokens", 100);
        assertThat(name(validation.check(List.of(), cutAfter(20L), limited))).isEqualTo("truncated");
        assertThat(name(validation.check(List.of(), cutAfter(90L), limited))).isEqualTo("accepted");
        assertThat(name(validation.check(List.of(), cutAfter(null), limited))).isEqualTo("accepted");
    }

    private static CallReport.Answered cutAfter(@Nullable Long tokens) {
        CallReport.Answered cut = answered("Hi", "length", message -> {});
        return new CallReport.Answered(cut.answer(), cut.finishReason(), false, new Usage(10L, tokens));
    }

    @Test
    void aRefusalLeavesAsItIs() {
        assertThat(check("", "content_filter", new Validator.Matches("x"))).isEqualTo("accepted");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"m":1345}     | accepted
            {"m":"high"}   | json-schema
            {}             | json-schema
            {"m":1} and    | json-schema
            about {"m":1}  | json-schema
            """)
    void aTextIsHeldAgainstItsSchema(String text, String expected) {
        assertThat(check(text, "stop", new Validator.JsonSchema("height"))).isEqualTo(expected);
    }

    @Test
    void aSchemaIsReadInTheVersionItNames() {
        assertThat(check("[\"x\"]", "stop", new Validator.JsonSchema("old"))).isEqualTo("json-schema");
        assertThat(check("[1]", "stop", new Validator.JsonSchema("old"))).isEqualTo("accepted");
    }

    @Test
    void aSchemaElsewhereIsNotFetched() {
        assertThatThrownBy(() -> check("{}", "stop", new Validator.JsonSchema("elsewhere")))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void lengthIsCountedInCharactersThatPeopleSee() {
        assertThat(check("\ud83c\udfd4\ud83c\udfd4", "stop", new Validator.MaxLength(2)))
                .isEqualTo("accepted");
        assertThat(check("abc", "stop", new Validator.MaxLength(2))).isEqualTo("max-length");
    }

    @Test
    void anExpressionIsLookedForAnywhere() {
        assertThat(check("It is 1345 m.", "stop", new Validator.Matches("\\d+ m")))
                .isEqualTo("accepted");
        assertThat(check("It is high.", "stop", new Validator.Matches("\\d+ m")))
                .isEqualTo("regex");
    }

    @Test
    void anExpressionThatRunsAwayIsGivenUp() {
        assertThat(check("a".repeat(64) + "!", "stop", new Validator.Matches("^(([a-z])+.)+[A-Z]([a-z])+$")))
                .isEqualTo("regex");
        assertThat(check("\"" + "a".repeat(64) + "!\"", "stop", new Validator.JsonSchema("runaway")))
                .isEqualTo("json-schema");
        assertThat(check("ab".repeat(50_000), "stop", new Validator.Matches("^(a|b)*$")))
                .isIn("regex", "accepted");
    }

    @Test
    void aCallOfAToolIsNotReadAsText() {
        Validator[] all = {
            new Validator.NonEmpty(),
            new Validator.MaxLength(0),
            new Validator.Matches("x"),
            new Validator.JsonSchema("height")
        };
        CallReport.Answered calls = answered(
                null,
                "tool_calls",
                message -> message.putArray("tool_calls").addObject().put("id", "c"));
        assertThat(name(validation.check(List.of(all), calls, CHAT))).isEqualTo("accepted");
    }

    @Test
    void theFirstRuleThatIsBrokenDecidesAndQuotesNothing() {
        Verdict verdict = validation.check(
                List.of(new Validator.MaxLength(100), new Validator.Matches("x"), new Validator.JsonSchema("height")),
                answered("secret", "stop", message -> {}),
                CHAT);
        assertThat(verdict).isEqualTo(new Verdict.Rejected("regex", "the expression is not found"));
        Verdict unsatisfied = validation.check(
                List.of(new Validator.JsonSchema("height")),
                answered("{\"m\":\"secret\"}", "stop", message -> {}),
                CHAT);
        assertThat(unsatisfied).isEqualTo(new Verdict.Rejected("json-schema", "the text does not satisfy 'type'"));
    }

    @Test
    void everyChoiceMustPass() {
        CallReport.Answered two = answered("Hi", "stop", message -> {});
        ObjectNode second = two.answer().withArray("choices").addObject().put("finish_reason", "stop");
        second.putObject("message").put("content", "");
        assertThat(name(validation.check(List.of(), two, CHAT))).isEqualTo("non-empty");
    }
}
