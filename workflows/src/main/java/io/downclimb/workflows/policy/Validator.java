package io.downclimb.workflows.policy;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** What an answer must satisfy to leave a rung. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Validator.NonEmpty.class, name = "non-empty"),
    @JsonSubTypes.Type(value = Validator.FinishReason.class, name = "finish-reason"),
    @JsonSubTypes.Type(value = Validator.MaxLength.class, name = "max-length"),
    @JsonSubTypes.Type(value = Validator.Matches.class, name = "regex"),
    @JsonSubTypes.Type(value = Validator.JsonSchema.class, name = "json-schema")
})
public sealed interface Validator {
    /** The answer has text or calls a tool. */
    record NonEmpty() implements Validator {}

    /** The answer ended for one of these reasons (OpenAI's words: stop, length, tool_calls, content_filter). */
    record FinishReason(List<String> accepted) implements Validator {
        public FinishReason {
            accepted = List.copyOf(accepted);
        }
    }

    /** The text is at most this long, in characters. */
    record MaxLength(int characters) implements Validator {}

    /** The regular expression is found in the text. */
    record Matches(String regex) implements Validator {}

    /**
     * The text is JSON that satisfies a schema.
     *
     * @param schema the hash of the schema's text
     */
    record JsonSchema(String schema) implements Validator {}
}
