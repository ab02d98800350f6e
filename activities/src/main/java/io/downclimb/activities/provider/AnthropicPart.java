package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a part of a chat message is in Anthropic's form. */
sealed interface AnthropicPart {
    /** A block that says the same. */
    record Block(ObjectNode block) implements AnthropicPart {}

    /** A text of nothing but white space, which the format refuses. */
    record Nothing() implements AnthropicPart {}

    /**
     * Something that the format has no block for.
     *
     * @param what in words of our own: the caller's may be anything
     */
    record Foreign(String what) implements AnthropicPart {}

    /** {@code data:[type][;parameters];base64,[content]}. */
    Pattern DATA_URL = Pattern.compile("data:([^;,]*)(?:;[^;,]*)*;base64,(.*)", Pattern.DOTALL);

    Set<String> IMAGES = Set.of("image/jpeg", "image/png", "image/gif", "image/webp");

    static AnthropicPart of(JsonNode part) {
        return switch (part.path("type").asText()) {
            case "text" -> text(part.path("text").asText(""));
            case "refusal" -> text(part.path("refusal").asText(""));
            case "image_url" -> image(part.path("image_url"));
            case "file" -> file(part.path("file"));
            case "input_audio" -> new Foreign("audio");
            default -> new Foreign("parts that are no text");
        };
    }

    static AnthropicPart text(String text) {
        return text.isBlank()
                ? new Nothing()
                : new Block(Json.NODES.objectNode().put("type", "text").put("text", text));
    }

    private static AnthropicPart image(JsonNode image) {
        String url = image.isTextual() ? image.asText() : image.path("url").asText("");
        if (url.startsWith("http://") || url.startsWith("https://")) {
            ObjectNode source = Json.NODES.objectNode().put("type", "url").put("url", url);
            return block("image", source);
        }
        Matcher data = DATA_URL.matcher(url);
        if (!data.matches()) {
            return new Foreign("images that are neither a web address nor base64 data");
        }
        String type = data.group(1).toLowerCase(Locale.ROOT).replace("image/jpg", "image/jpeg");
        return IMAGES.contains(type)
                ? block("image", base64(type, data.group(2)))
                : new Foreign("images that are not JPEG, PNG, GIF or WebP");
    }

    private static AnthropicPart file(JsonNode file) {
        String content = file.path("file_data").asText("");
        String name = file.path("filename").asText("");
        if (content.isEmpty()) {
            return new Foreign("files that are stored elsewhere");
        }
        Matcher data = DATA_URL.matcher(content);
        if (!data.matches()) {
            // Some clients send the bare base64.
            boolean bare = !content.startsWith("data:")
                    && name.toLowerCase(Locale.ROOT).endsWith(".pdf");
            return bare ? titled(block("document", base64("application/pdf", content)), name) : unknownFile();
        }
        return switch (data.group(1).toLowerCase(Locale.ROOT)) {
            case "application/pdf" -> titled(block("document", base64("application/pdf", data.group(2))), name);
            case "text/plain" -> plain(data.group(2), name);
            default -> unknownFile();
        };
    }

    private static AnthropicPart plain(String encoded, String name) {
        try {
            String text = new String(Base64.getMimeDecoder().decode(encoded), StandardCharsets.UTF_8);
            ObjectNode source = Json.NODES.objectNode();
            source.put("type", "text").put("media_type", "text/plain").put("data", text);
            return titled(block("document", source), name);
        } catch (IllegalArgumentException e) {
            return unknownFile();
        }
    }

    private static Foreign unknownFile() {
        return new Foreign("files that are neither PDF nor plain text");
    }

    private static Block titled(Block document, String name) {
        if (!name.isBlank()) {
            document.block().put("title", name);
        }
        return document;
    }

    private static Block block(String type, ObjectNode source) {
        ObjectNode block = Json.NODES.objectNode().put("type", type);
        block.set("source", source);
        return new Block(block);
    }

    private static ObjectNode base64(String type, String data) {
        return Json.NODES
                .objectNode()
                .put("type", "base64")
                .put("media_type", type)
                .put("data", data);
    }
}
