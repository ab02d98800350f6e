package io.downclimb.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Texts as words, which are the simulator's tokens. */
final class Words {
    private static final Pattern WORD = Pattern.compile("\\s*\\S+\\s*?|\\s+");

    private Words() {}

    /** The pieces of a text; joined they are the text again. */
    static List<String> split(String text) {
        return WORD.matcher(text).results().map(MatchResult::group).toList();
    }

    static int count(String text) {
        return split(text).size();
    }

    /** The text of a message's content: a string, or an array of parts. */
    static String of(JsonNode content) {
        if (content.isTextual()) {
            return content.textValue();
        }
        return stream(content)
                .filter(part -> part.path("text").isTextual())
                .map(part -> part.path("text").textValue())
                .collect(Collectors.joining("\n"));
    }

    static Stream<JsonNode> stream(JsonNode array) {
        return array.valueStream();
    }
}
