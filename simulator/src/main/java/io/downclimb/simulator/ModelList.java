package io.downclimb.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * {@code GET /{provider}/v1/models}: the models that need no explanation, in Anthropic's form for callers that send
 * {@code anthropic-version}, in Gemini's at {@code /v1beta/models}. It meets the provider's errors, silence and resets like any other call, but counts as none.
 */
final class ModelList {
    private static final List<String> NAMES = List.of("sim-healthy", "sim-silent", "sim-status-529", "sim-cut-5");
    private static final long CREATED = 1_767_225_600;

    private final Faults faults;

    ModelList(Faults faults) {
        this.faults = faults;
    }

    void answer(Request request, Wire wire, String provider) {
        boolean anthropic = request.header("anthropic-version") != null;
        boolean gemini = request.path().get(1).equals("v1beta");
        Dialect dialect =
                gemini ? new Gemini("", false, false) : anthropic ? new AnthropicMessages() : new OpenAiChat();
        Scene scene = Scene.of(wire, dialect, new Ask("", false, false, 1, Integer.MAX_VALUE, "", "", "", null));
        String key = dialect.key(request);
        if (key.isEmpty()) {
            scene.error(Fault.status(401));
            return;
        }
        Fault fault = faults.peek(provider, key) instanceof Fault.Echo echo ? echo.inner() : faults.peek(provider, key);
        Fault.Status error = Play.errorOf(fault);
        if (error != null && isOfTheProvider(error)) {
            scene.error(error);
            return;
        }
        switch (fault) {
            case Fault.Silent _ -> wire.hold();
            case Fault.Reset _ -> wire.reset();
            case Fault.SlowHeaders slow -> {
                wire.pause(slow.ms());
                list(scene, gemini, anthropic);
            }
            default -> list(scene, gemini, anthropic);
        }
    }

    /** Errors about a prompt or a model are no matter of the list. */
    private static boolean isOfTheProvider(Fault.Status error) {
        return error.status() != 400 && error.status() != 404 && error.status() != 413;
    }

    private static void list(Scene scene, boolean gemini, boolean anthropic) {
        ObjectNode body = gemini ? ofGemini() : inData(anthropic);
        scene.wire().respond(200, scene.headers(), Text.bytes(body));
    }

    private static ObjectNode ofGemini() {
        ObjectNode body = FaultJson.MAPPER.createObjectNode();
        body.putArray("models");
        for (String name : NAMES) {
            body.withArray("models")
                    .addObject()
                    .put("name", "models/" + name)
                    .put("version", "001")
                    .put("displayName", name)
                    .put("inputTokenLimit", 1_048_576)
                    .put("outputTokenLimit", 65_536)
                    .putArray("supportedGenerationMethods")
                    .add("generateContent");
        }
        return body;
    }

    private static ObjectNode inData(boolean anthropic) {
        ObjectNode body = FaultJson.MAPPER.createObjectNode();
        if (!anthropic) {
            body.put("object", "list");
        }
        body.putArray("data");
        for (String name : NAMES) {
            ObjectNode model = body.withArray("data").addObject().put("id", name);
            if (anthropic) {
                model.put("type", "model")
                        .put("display_name", name)
                        .put("created_at", "2026-01-01T00:00:00Z")
                        .put("lifecycle", "active");
            } else {
                model.put("object", "model").put("created", CREATED).put("owned_by", "simulator");
            }
        }
        if (anthropic) {
            body.put("has_more", false).put("first_id", NAMES.getFirst()).put("last_id", NAMES.getLast());
        }
        return body;
    }
}
