package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rung's own prompt, read. The grammar:
 *
 * <pre>
 * You answer for the support desk.        everything above the line: the system text
 * --- user ---                            at most one such line, alone; it may be missing
 * Question: {{message}}                   everything below: what the last user message becomes
 * </pre>
 *
 * <p>{@code {{message}}} stands for the last user message. All other double braces are left alone, and white space around either part does
 * not count.
 *
 * @param system empty where there is none
 * @param around what the last user message becomes; empty where there is nothing of the kind
 */
record PromptTemplate(String system, String around) {
    private static final Pattern LINE = Pattern.compile("(?m)^[ \\t]*--- user ---[ \\t]*$");
    private static final String MESSAGE = "{{message}}";

    static PromptTemplate of(String template) {
        Matcher line = LINE.matcher(template);
        return line.find()
                ? new PromptTemplate(
                        template.substring(0, line.start()).strip(),
                        template.substring(line.end()).strip())
                : new PromptTemplate(template.strip(), "");
    }

    boolean wraps() {
        return around.contains(MESSAGE);
    }

    String wrap(String text) {
        return around.replace(MESSAGE, text);
    }

    /** The parts of a message stay what they are, with the text around them as parts of their own. */
    ArrayNode wrap(Iterable<JsonNode> parts) {
        ArrayNode wrapped = Json.NODES.arrayNode();
        List<String> texts = List.of(around.split(Pattern.quote(MESSAGE), -1));
        for (int index = 0; index < texts.size(); index++) {
            if (index > 0) {
                parts.forEach(wrapped::add);
            }
            if (!texts.get(index).isBlank()) {
                wrapped.addObject().put("type", "text").put("text", texts.get(index));
            }
        }
        return wrapped;
    }
}
