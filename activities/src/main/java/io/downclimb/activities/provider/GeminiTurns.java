package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A conversation as Gemini wants it: the system text apart, and turns of user and model that alternate, so consecutive messages of one
 * role become one turn. Results of tools are said by the user, as objects, under the name of the tool. Empty texts are left out.
 *
 * <p>Models that want signatures turn down a turn whose first call of a tool has none. A call that Gemini made brings its own in {@code
 * extra_content.google.thought_signature}; for one that another model made, {@link #FOREIGN} is what Google documents.
 */
final class GeminiTurns {
    static final String FOREIGN = "skip_thought_signature_validator";

    private final ArrayNode system = Json.NODES.arrayNode();
    private final ArrayNode contents = Json.NODES.arrayNode();
    private final Map<String, String> namesById = new HashMap<>();
    private final boolean signed;
    private boolean named;
    private boolean detailed;

    private GeminiTurns(boolean signed) {
        this.signed = signed;
    }

    static GeminiTurns of(JsonNode messages, GeminiThinking thinking) {
        GeminiTurns turns = new GeminiTurns(thinking.wantsSignatures());
        messages.forEach(turns::add);
        return turns;
    }

    private void add(JsonNode message) {
        named |= Json.has(message, "name");
        ArrayNode parts = Json.NODES.arrayNode();
        if (message.path("role").asText().equals("tool")) {
            parts.add(result(message));
            turn("user", parts);
            return;
        }
        speak(message.path("content"), parts);
        if (Prompting.isSystem(message)) {
            system.addAll(parts);
            return;
        }
        if (!message.path("role").asText().equals("assistant")) {
            turn("user", parts);
            return;
        }
        text(message.path("refusal").asText(""), parts);
        call(message.path("tool_calls"), parts);
        turn("model", parts);
    }

    private void turn(String role, ArrayNode parts) {
        if (parts.isEmpty()) {
            return;
        }
        if (!contents.isEmpty()
                && contents.get(contents.size() - 1) instanceof ObjectNode last
                && last.path("role").asText().equals(role)) {
            last.withArray("parts").addAll(parts);
            return;
        }
        contents.addObject().put("role", role).set("parts", parts);
    }

    private void speak(JsonNode content, ArrayNode parts) {
        if (content.isTextual()) {
            text(content.asText(), parts);
            return;
        }
        for (JsonNode part : content) {
            switch (part.path("type").asText()) {
                case "text" -> text(part.path("text").asText(""), parts);
                case "refusal" -> text(part.path("refusal").asText(""), parts);
                default -> media(part, parts);
            }
        }
    }

    private static void text(String text, ArrayNode parts) {
        if (!text.isEmpty()) {
            parts.addObject().put("text", text);
        }
    }

    private void media(JsonNode part, ArrayNode parts) {
        String detail = part.path("image_url").path("detail").asText("auto");
        detailed |= !detail.equals("auto");
        switch (GeminiMedia.of(part)) {
            case GeminiMedia.Inline inline -> parts.add(inline.part());
            case GeminiMedia.Address address -> parts.add(address.part());
            case GeminiMedia.Nothing(String what) -> throw new IllegalStateException("gemini cannot carry " + what);
        }
    }

    private void call(JsonNode calls, ArrayNode parts) {
        boolean first = true;
        for (JsonNode call : calls) {
            String id = call.path("id").asText("");
            String name = call.path("function").path("name").asText();
            namesById.put(id, name);
            ObjectNode part = parts.addObject();
            ObjectNode said = part.putObject("functionCall");
            identify(said, id).put("name", name).set("args", arguments(call));
            JsonNode signature = call.at("/extra_content/google/thought_signature");
            if (signature.isTextual()) {
                part.set("thoughtSignature", signature);
            } else if (first && signed) {
                part.put("thoughtSignature", FOREIGN);
            }
            first = false;
        }
    }

    private static ObjectNode identify(ObjectNode where, String id) {
        return id.isEmpty() ? where : where.put("id", id);
    }

    private static ObjectNode arguments(JsonNode call) {
        ObjectNode arguments = argumentsOf(call);
        if (arguments == null) {
            throw new IllegalStateException("gemini cannot carry calls whose arguments are no object");
        }
        return arguments;
    }

    /** The arguments of a call as the object that Gemini wants; null where they are none. */
    static @Nullable ObjectNode argumentsOf(JsonNode call) {
        String text = call.path("function").path("arguments").asText("");
        return text.isBlank() ? Json.NODES.objectNode() : Json.object(text);
    }

    /** An object is the result as it is; anything else is the output of the tool, as Google names it. */
    private ObjectNode result(JsonNode message) {
        String id = message.path("tool_call_id").asText("");
        ArrayNode spoken = Json.NODES.arrayNode();
        speak(message.path("content"), spoken);
        StringBuilder words = new StringBuilder();
        ArrayNode others = Json.NODES.arrayNode();
        for (JsonNode part : spoken) {
            if (part.has("text")) {
                words.append(part.path("text").asText());
            } else {
                others.add(part);
            }
        }
        ObjectNode object = Json.object(words.toString());
        ObjectNode part = Json.NODES.objectNode();
        ObjectNode response = identify(part.putObject("functionResponse"), id);
        response.put("name", namesById.getOrDefault(id, ""));
        response.set(
                "response", object != null ? object : Json.NODES.objectNode().put("output", words.toString()));
        if (!others.isEmpty()) {
            response.set("parts", others);
        }
        return part;
    }

    void writeTo(ObjectNode body, List<String> dropped) {
        if (!system.isEmpty()) {
            body.putObject("systemInstruction").set("parts", system);
        }
        body.set("contents", contents);
        if (named) {
            dropped.add("messages.name");
        }
        if (detailed) {
            dropped.add("messages.image_url.detail");
        }
    }
}
