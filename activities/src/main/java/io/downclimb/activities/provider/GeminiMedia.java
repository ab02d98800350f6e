package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a part of a message that is no text becomes in Gemini's form: data that travel along, an address that Google fetches from, or
 * nothing, with the reason. Gemini wants to be told the type of everything, so an address is carried where its ending tells the type.
 */
sealed interface GeminiMedia {
    Set<String> IMAGES = Set.of("image/png", "image/jpeg", "image/webp", "image/heic", "image/heif");
    Set<String> FILES = Set.of("application/pdf", "application/json");
    Set<String> SOUNDS = Set.of("wav", "mp3", "aiff", "aac", "ogg", "flac");
    Map<String, String> ENDINGS = Map.of(
            "png", "image/png",
            "jpg", "image/jpeg",
            "jpeg", "image/jpeg",
            "webp", "image/webp",
            "bmp", "image/bmp");
    Pattern DATA = Pattern.compile("data:([a-z0-9.+-]+/[a-z0-9.+-]+)(?:;[a-z0-9-]+=[^;,]*)*;base64,");
    Pattern ADDRESS = Pattern.compile("https?://[^/?#]+/[^?#]*\\.([a-z]{3,4})(?:[?#].*)?");

    /**
     * Data of the request's own.
     *
     * @param holder the text that ends in them
     * @param from where in it they begin
     */
    record Inline(String mimeType, String holder, int from) implements GeminiMedia {
        ObjectNode part() {
            ObjectNode part = Json.NODES.objectNode();
            part.putObject("inlineData").put("mimeType", mimeType).put("data", holder.substring(from));
            return part;
        }
    }

    /** Data that Google fetches. */
    record Address(String mimeType, String uri) implements GeminiMedia {
        ObjectNode part() {
            ObjectNode part = Json.NODES.objectNode();
            part.putObject("fileData").put("mimeType", mimeType).put("fileUri", uri);
            return part;
        }
    }

    /** What cannot be carried, in words of our own. */
    record Nothing(String what) implements GeminiMedia {}

    static GeminiMedia of(JsonNode part) {
        return switch (part.path("type").asText()) {
            case "image_url" -> image(part.path("image_url"));
            case "input_audio" -> sound(part.path("input_audio"));
            case "file" -> file(part.path("file"));
            default -> new Nothing("parts that are no text");
        };
    }

    private static GeminiMedia image(JsonNode image) {
        String url = image.path("url").asText(image.asText(""));
        Matcher data = DATA.matcher(url);
        if (data.lookingAt()) {
            String type = data.group(1).equals("image/jpg") ? "image/jpeg" : data.group(1);
            return IMAGES.contains(type)
                    ? new Inline(type, url, data.end())
                    : new Nothing("images of a type that it does not read");
        }
        Matcher address = ADDRESS.matcher(url.toLowerCase(Locale.ROOT));
        String type = address.matches() ? ENDINGS.get(address.group(1)) : null;
        return type == null ? new Nothing("images at addresses that do not tell their type") : new Address(type, url);
    }

    private static GeminiMedia sound(JsonNode sound) {
        String format = sound.path("format").asText();
        return SOUNDS.contains(format)
                ? new Inline("audio/" + format, sound.path("data").asText(), 0)
                : new Nothing("audio of a format that it does not read");
    }

    private static GeminiMedia file(JsonNode file) {
        String content = file.path("file_data").asText("");
        Matcher data = DATA.matcher(content);
        if (!data.lookingAt()) {
            return new Nothing("files that are not in the request");
        }
        String type = data.group(1);
        return FILES.contains(type) || type.startsWith("text/") || IMAGES.contains(type)
                ? new Inline(type, content, data.end())
                : new Nothing("files of a type that it does not read");
    }
}
