package io.downclimb.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gemini: {@code POST /v1beta/models/{model}:generateContent} and {@code :streamGenerateContent}. What is asked for stands in the path.
 *
 * @param stream whether the answer comes in chunks: as server-sent events or, as Google does by default, as one array
 */
record Gemini(String model, boolean stream, boolean events) implements Dialect {
    private static final int MOST_CANDIDATES = 8;
    private static final Pattern PATH = Pattern.compile("v1beta/models/([^:]+):(generate|streamGenerate)Content");

    /** What the path asks for; null where it is none of Gemini's. */
    static @Nullable Gemini of(Request request, String path) {
        Matcher asked = PATH.matcher(path);
        if (!request.method().equals("POST") || !asked.matches()) {
            return null;
        }
        boolean stream = asked.group(2).equals("streamGenerate");
        return new Gemini(asked.group(1), stream, "sse".equals(request.query().get("alt")));
    }

    @Override
    public String key(Request request) {
        String key = request.header("x-goog-api-key");
        return (key == null ? request.query().getOrDefault("key", "") : key).strip();
    }

    @Override
    public Ask ask(Request request, JsonNode body) {
        JsonNode contents = body.path("contents");
        refuseUnless(body.isObject(), "Invalid JSON payload received.");
        refuseUnless(
                contents.isArray() && !contents.isEmpty(),
                "* GenerateContentRequest.contents: contents is not specified\n");
        for (JsonNode content : contents) {
            String role = content.path("role").asText("user");
            refuseUnless(role.equals("user") || role.equals("model"), "Please use a valid role: user, model.");
            refuseUnless(
                    !content.path("parts").isEmpty(),
                    "* GenerateContentRequest.contents.parts: contents.parts must not be empty.\n");
        }
        JsonNode tuning = body.path("generationConfig");
        refuseUnless(
                tuning.path("candidateCount").asDouble(1) <= MOST_CANDIDATES,
                "Only up to " + MOST_CANDIDATES + " candidates can be specified");
        String system = Words.of(body.path("systemInstruction").path("parts"));
        return new Ask(
                model,
                stream,
                true,
                Math.max(1, tuning.path("candidateCount").asInt(1)),
                tuning.path("maxOutputTokens").asInt(Integer.MAX_VALUE),
                system,
                Stream.concat(Stream.of(system), Words.stream(contents).map(content -> Words.of(content.path("parts"))))
                        .collect(Collectors.joining("\n")),
                Words.stream(contents)
                        .filter(content -> content.path("role").asText("user").equals("user"))
                        .map(content -> Words.of(content.path("parts")))
                        .reduce("", (before, last) -> last),
                tool(body));
    }

    private static void refuseUnless(boolean fine, String message) {
        if (!fine) {
            throw new Refused(400, "invalid_request_error", message);
        }
    }

    private static Ask.@Nullable Tool tool(JsonNode body) {
        JsonNode calling = body.path("toolConfig").path("functionCallingConfig");
        if (!calling.path("mode").asText().equals("ANY")) {
            return null;
        }
        String named = calling.path("allowedFunctionNames").path(0).asText("");
        return Words.stream(body.path("tools"))
                .flatMap(tool -> Words.stream(tool.path("functionDeclarations")))
                .filter(function ->
                        named.isEmpty() || function.path("name").asText().equals(named))
                .map(function -> new Ask.Tool(function.path("name").asText(), GeminiSchema.of(function)))
                .findFirst()
                .orElse(null);
    }

    @Override
    public String streamType() {
        return events ? "text/event-stream" : "application/json; charset=UTF-8";
    }

    @Override
    public Map<String, String> headers(String requestId) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("server", "scaffolding on HTTPServer2");
        headers.put("x-gemini-service-tier", "standard");
        headers.put("server-timing", "gfet4t7; dur=1");
        return headers;
    }

    @Override
    public Map<String, String> headers(Fault.Status error) {
        return Map.of();
    }

    @Override
    public int status(Fault.Status error) {
        return GeminiErrors.status(error);
    }

    @Override
    public boolean hintsInBody() {
        return true;
    }

    @Override
    public ObjectNode error(Fault.Status error, Ask ask, String requestId) {
        return GeminiErrors.body(error, ask);
    }

    @Override
    public String errorFrame(Fault.Status error, Ask ask, String requestId) {
        return frame(GeminiErrors.body(error, ask), true) + (events ? "" : "]");
    }

    /** A prompt that is blocked gets a good answer without a candidate. */
    @Override
    public @Nullable String blocked(Fault.Status error, Reply reply) {
        if (!GeminiErrors.blocks(error)) {
            return null;
        }
        ObjectNode body = FaultJson.MAPPER.createObjectNode();
        body.putObject("promptFeedback").put("blockReason", "PROHIBITED_CONTENT");
        finishHead(body, reply, 0);
        String end = stream && !events ? "]" : "";
        return stream ? frame(body, false) + end : body.toString();
    }

    /** A chunk as it stands in the stream. */
    String frame(ObjectNode chunk, boolean more) {
        return events ? "data: " + chunk + "\r\n\r\n" : (more ? ",\r\n" : "[") + chunk;
    }

    @Override
    public ObjectNode whole(Reply reply, boolean finished) {
        Answer answer = reply.answer();
        ObjectNode body = FaultJson.MAPPER.createObjectNode();
        body.putArray("candidates");
        for (int i = 0; i < reply.ask().choices(); i++) {
            ObjectNode candidate = body.withArray("candidates").addObject();
            ObjectNode content = candidate.putObject("content");
            if (answer.tool() != null && answer.finish() == Answer.Finish.TOOL) {
                content.putArray("parts").add(call(reply));
            } else if (answer.tool() == null && !answer.tokens().isEmpty()) {
                content.putArray("parts").addObject().put("text", answer.text());
            }
            content.put("role", "model");
            if (finished) {
                candidate.put("finishReason", finishReason(answer));
            }
            candidate.put("index", i);
        }
        finishHead(body, reply, answer.tokens().size());
        return body;
    }

    /** The call of a tool; Google sends it whole, also in a stream. */
    static ObjectNode call(Reply reply) {
        ObjectNode part = FaultJson.MAPPER.createObjectNode();
        ObjectNode call =
                part.putObject("functionCall").put("name", reply.answer().tool());
        call.set("args", FaultJson.tree(Text.bytes(reply.answer().text())));
        call.put("id", "call_" + reply.id().substring(reply.id().length() - 12));
        return part.put("thoughtSignature", "c2ltdWxhdGVkLXRob3VnaHQ=");
    }

    /** Usage, model and id, which every chunk has. */
    static void finishHead(ObjectNode body, Reply reply, int said) {
        int prompt = reply.ask().promptTokens();
        int all = said * reply.ask().choices();
        ObjectNode usage = body.putObject("usageMetadata").put("promptTokenCount", prompt);
        if (all > 0) {
            usage.put("candidatesTokenCount", all);
        }
        usage.put("totalTokenCount", prompt + all);
        usage.putArray("promptTokensDetails")
                .addObject()
                .put("modality", "TEXT")
                .put("tokenCount", prompt);
        body.put("modelVersion", reply.ask().model()).put("responseId", reply.id());
    }

    static String finishReason(Answer answer) {
        return switch (answer.finish()) {
            case STOP, TOOL -> "STOP";
            case LENGTH -> "MAX_TOKENS";
            case FILTERED -> "SAFETY";
        };
    }

    @Override
    public Frames frames(Reply reply) {
        return new GeminiFrames(this, reply);
    }
}
