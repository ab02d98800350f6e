package io.downclimb.api.config;

import io.downclimb.workflows.policy.Validator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads {@code validate} of a rung: words ({@code non-empty}) and mappings of one key ({@code {max-length: 4000}}). */
final class ValidatorsReader {
    private static final Map<String, String> REASONS =
            Map.of("stop", "stop", "length", "length", "tool_calls", "tool_calls", "content_filter", "content_filter");

    private ValidatorsReader() {}

    static List<Validator> read(Section rung, Texts texts) {
        Element member = rung.member("validate");
        List<Validator> validators = new ArrayList<>();
        for (Element element : member == null ? List.<Element>of() : member.list()) {
            Validator validator = element.isSingle() ? word(element.scalar()) : mapping(element, texts);
            if (validator != null) {
                validators.add(validator);
            }
        }
        return List.copyOf(validators);
    }

    private static @Nullable Validator word(@Nullable Scalar word) {
        if (word == null) {
            return null;
        }
        if (word.raw().equals("non-empty")) {
            return new Validator.NonEmpty();
        }
        if (Keys.VALIDATOR.contains(word.raw())) {
            word.mistake("is a validator that needs a value", "write {%s: …}".formatted(word.raw()));
            return null;
        }
        word.mistake("is not a validator", Suggestion.of(word.raw(), Keys.VALIDATOR));
        return null;
    }

    private static @Nullable Validator mapping(Element element, Texts texts) {
        int before = element.reading().mistakes().count();
        Section section = element.section(Keys.VALIDATOR);
        if (section.members().size() != 1) {
            if (element.reading().mistakes().count() == before) {
                element.mistake(
                        element.kind(),
                        "should name one validator",
                        "begin a list entry with a dash for each validator");
            }
            return null;
        }
        String name = section.members().keySet().iterator().next();
        if (name.equals("finish-reason")) {
            return finishReason(section.members().values().iterator().next());
        }
        Scalar value = section.scalar(name);
        return value == null ? null : of(name, value, texts);
    }

    private static @Nullable Validator of(String name, Scalar value, Texts texts) {
        return switch (name) {
            case "max-length" -> {
                Integer characters = value.whole(1, 10_000_000);
                yield characters == null ? null : new Validator.MaxLength(characters);
            }
            case "regex" -> regex(value);
            case "json-schema" -> jsonSchema(value, texts);
            default -> {
                value.mistake("follows a validator that takes no value", "write the word alone: - " + name);
                yield null;
            }
        };
    }

    private static @Nullable Validator finishReason(Element reasons) {
        List<String> accepted = new ArrayList<>();
        for (Element element : reasons.list()) {
            Scalar scalar = element.scalar();
            String reason = scalar == null ? null : scalar.choice(REASONS);
            if (reason != null) {
                accepted.add(reason);
            }
        }
        if (reasons.node() == null || (reasons.isList() && reasons.list().isEmpty())) {
            reasons.mistake(null, "accepts no reason, so no answer would pass", "write [stop]");
        }
        return accepted.isEmpty() ? null : new Validator.FinishReason(accepted);
    }

    private static @Nullable Validator regex(Scalar value) {
        String regex = value.text();
        if (regex == null) {
            return null;
        }
        try {
            Pattern.compile(regex);
            return new Validator.Matches(regex);
        } catch (PatternSyntaxException e) {
            value.mistake(
                    "is not a regular expression: " + e.getDescription(),
                    "correct it; in quotes, '…' keeps \\ as it is");
            return null;
        }
    }

    private static @Nullable Validator jsonSchema(Scalar file, Texts texts) {
        String schema = Texts.file(file);
        if (schema == null) {
            return null;
        }
        String problem = JsonSchemaCheck.problem(schema);
        if (problem != null) {
            file.mistake("is " + problem, "correct the file");
            return null;
        }
        return new Validator.JsonSchema(texts.keep(schema));
    }
}
