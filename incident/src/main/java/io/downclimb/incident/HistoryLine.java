package io.downclimb.incident;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A history on its line: the engine's JSON stands in it as an object, copied token by token, never held as a tree. */
final class HistoryLine {
    private static final String HISTORY = "history";

    private HistoryLine() {}

    static byte[] write(IncidentHistory history) {
        byte[] json = history.json().getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream line = new ByteArrayOutputStream(json.length + 256);
        try (JsonParser from = IncidentJson.parser(json, json.length);
                JsonGenerator to = IncidentJson.generator(line)) {
            to.writeStartObject();
            to.writeStringField("workflowId", history.workflowId());
            to.writeStringField("runId", history.runId());
            to.writeStringField("type", history.type());
            to.writeFieldName(HISTORY);
            from.nextToken();
            IncidentJson.copyObject(from, to);
            IncidentJson.end(from);
            to.writeEndObject();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "history of %s is no JSON object: %s".formatted(history.workflowId(), e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.toByteArray();
    }

    static IncidentHistory read(byte[] line, int length) throws IOException {
        String workflowId = null;
        String runId = null;
        String type = null;
        String json = null;
        try (JsonParser parser = IncidentJson.parser(line, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw MismatchedInputException.from(parser, IncidentHistory.class, "is not a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                switch (field) {
                    case "workflowId" -> workflowId = text(parser, field);
                    case "runId" -> runId = text(parser, field);
                    case "type" -> type = text(parser, field);
                    case HISTORY -> json = IncidentJson.objectText(parser);
                    // What a later version added.
                    default -> parser.skipChildren();
                }
            }
            IncidentJson.end(parser);
        }
        return new IncidentHistory(
                given(workflowId, "workflowId"), given(runId, "runId"), given(type, "type"), given(json, HISTORY));
    }

    private static String text(JsonParser parser, String field) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw MismatchedInputException.from(parser, String.class, field + " is not a text");
        }
        return parser.getText();
    }

    private static String given(@Nullable String value, String field) {
        if (value == null) {
            throw new IllegalArgumentException("%s is missing".formatted(field));
        }
        return value;
    }
}
