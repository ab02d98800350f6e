package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A conversation in Anthropic's form, said in the chat form.
 *
 * <ol>
 *   <li>The system text becomes a system message in front.
 *   <li>Results of tools become messages of tools, in front of the rest of their turn. Those hold text only, so images and files of a result
 *       follow in the user's message.
 *   <li>Calls of tools stand in their assistant's message; its thinking is left out, because it is signed for its own provider alone.
 * </ol>
 */
final class AnthropicHistory {
    private final Losses losses;
    private final ArrayNode messages = Json.NODES.arrayNode();

    AnthropicHistory(Losses losses) {
        this.losses = losses;
    }

    ArrayNode chat(ObjectNode body) {
        String system = texts(body.path("system"));
        if (!system.isEmpty()) {
            messages.addObject().put("role", "system").put("content", system);
        }
        for (JsonNode message : body.path("messages")) {
            JsonNode content = message.path("content");
            String role = message.path("role").asText();
            switch (role) {
                case "user" -> user(content);
                case "assistant" -> assistant(content);
                default -> messages.addObject().put("role", role).put("content", texts(content));
            }
        }
        return messages;
    }

    /** The texts alone, a paragraph each. */
    private String texts(JsonNode content) {
        if (content.isTextual()) {
            return content.asText();
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode block : content) {
            look(block);
            if (block.path("type").asText("text").equals("text")) {
                texts.add(block.path("text").asText(""));
            } else {
                losses.foreign("system text that is no text");
            }
        }
        texts.removeIf(String::isEmpty);
        return String.join("\n\n", texts);
    }

    private void user(JsonNode content) {
        if (content.isTextual()) {
            messages.addObject().put("role", "user").put("content", content.asText());
            return;
        }
        ArrayNode parts = Json.NODES.arrayNode();
        for (JsonNode block : content) {
            look(block);
            if (block.path("type").asText().equals("tool_result")) {
                result(block, parts);
            } else {
                part(block, parts);
            }
        }
        if (parts.isEmpty() && !content.isEmpty()) {
            return;
        }
        messages.addObject()
                .put("role", "user")
                .set("content", parts.isEmpty() ? Json.NODES.textNode("") : plain(parts));
    }

    /** One text as such: some who are compatible with OpenAI take nothing else. */
    private static JsonNode plain(ArrayNode parts) {
        JsonNode first = parts.path(0);
        return parts.size() == 1 && first.path("type").asText().equals("text") ? first.path("text") : parts;
    }

    private void result(JsonNode block, ArrayNode further) {
        JsonNode content = block.path("content");
        List<String> texts = new ArrayList<>();
        ArrayNode seen = Json.NODES.arrayNode();
        if (content.isTextual()) {
            texts.add(content.asText());
        }
        for (JsonNode inner : content) {
            look(inner);
            if (inner.path("type").asText().equals("text")) {
                texts.add(inner.path("text").asText(""));
            } else {
                part(inner, seen);
            }
        }
        if (block.path("is_error").asBoolean()) {
            losses.drop("messages.is_error");
        }
        if (texts.isEmpty() && !seen.isEmpty()) {
            texts.add("The result follows in the next message of the user.");
        }
        ObjectNode message = messages.addObject().put("role", "tool");
        message.put("tool_call_id", block.path("tool_use_id").asText());
        message.put("content", String.join("\n\n", texts));
        further.addAll(seen);
    }

    private void part(JsonNode block, ArrayNode parts) {
        switch (block.path("type").asText()) {
            case "text" -> text(block.path("text").asText(""), parts);
            case "image" -> image(block.path("source"), parts);
            case "document" -> document(block, parts);
            case "search_result" -> losses.foreign("search results");
            default -> losses.foreign("blocks that only Anthropic knows");
        }
    }

    private static void text(String text, ArrayNode parts) {
        if (!text.isEmpty()) {
            parts.addObject().put("type", "text").put("text", text);
        }
    }

    private void image(JsonNode source, ArrayNode parts) {
        String url = switch (source.path("type").asText()) {
            case "base64" -> data(source);
            case "url" -> source.path("url").asText("");
            default -> "";
        };
        if (url.isEmpty()) {
            losses.foreign("images that are stored with Anthropic");
            return;
        }
        parts.addObject().put("type", "image_url").putObject("image_url").put("url", url);
    }

    private static String data(JsonNode source) {
        return "data:%s;base64,%s"
                .formatted(
                        source.path("media_type").asText(""),
                        source.path("data").asText(""));
    }

    private void document(JsonNode block, ArrayNode parts) {
        JsonNode source = block.path("source");
        String title = block.path("title").asText("");
        if (block.path("citations").path("enabled").asBoolean()) {
            losses.drop("messages.citations");
        }
        if (Json.has(block, "context")) {
            losses.drop("messages.context");
        }
        switch (source.path("type").asText()) {
            case "base64" -> {
                ObjectNode file = parts.addObject().put("type", "file").putObject("file");
                file.put("filename", title.isBlank() ? "document.pdf" : title).put("file_data", data(source));
            }
            case "text" -> text(source.path("data").asText(""), parts);
            case "content" -> content(source.path("content"), parts);
            case "url" -> losses.foreign("documents by their address");
            default -> losses.foreign("documents that are stored with Anthropic");
        }
    }

    private void content(JsonNode content, ArrayNode parts) {
        if (content.isTextual()) {
            text(content.asText(), parts);
        }
        for (JsonNode inner : content) {
            switch (inner.path("type").asText()) {
                case "text" -> text(inner.path("text").asText(""), parts);
                case "image" -> image(inner.path("source"), parts);
                default -> losses.foreign("blocks that only Anthropic knows");
            }
        }
    }

    private void assistant(JsonNode content) {
        StringBuilder text = new StringBuilder(content.isTextual() ? content.asText() : "");
        ArrayNode calls = Json.NODES.arrayNode();
        for (JsonNode block : content) {
            look(block);
            switch (block.path("type").asText()) {
                case "text" -> text.append(block.path("text").asText(""));
                case "tool_use" -> call(block, calls);
                case "thinking", "redacted_thinking" -> losses.drop("messages.thinking");
                default -> losses.foreign("blocks that only Anthropic knows");
            }
        }
        ObjectNode message = messages.addObject().put("role", "assistant");
        message.put("content", text.isEmpty() && !calls.isEmpty() ? null : text.toString());
        if (!calls.isEmpty()) {
            message.set("tool_calls", calls);
        }
    }

    private void call(JsonNode block, ArrayNode calls) {
        if (Json.has(block, "toolset_name")) {
            losses.foreign("calls of Anthropic's own tools");
            return;
        }
        ObjectNode call = calls.addObject();
        call.put("id", block.path("id").asText()).put("type", "function");
        JsonNode input = block.path("input");
        call.putObject("function")
                .put("name", block.path("name").asText())
                .put("arguments", input.isObject() ? input.toString() : "{}");
    }

    private void look(JsonNode block) {
        if (Json.has(block, "cache_control")) {
            losses.drop("cache_control");
        }
    }
}
