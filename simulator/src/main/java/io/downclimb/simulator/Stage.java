package io.downclimb.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** Finds out who is asked what: a provider's chat, its list of models, a status page, or the simulator's own control plane. */
final class Stage implements Doorway.Script {
    private static final String CONTROL = "simulator";

    private final Faults faults;
    private final Calls calls;
    private final ControlPlane control;
    private final ModelList models;
    private final StatusStage statusPages;

    Stage(Faults faults, Calls calls, StatusPages statusPages) {
        this.faults = faults;
        this.calls = calls;
        control = new ControlPlane(faults, calls, statusPages);
        models = new ModelList(faults);
        this.statusPages = new StatusStage(statusPages);
    }

    @Override
    public void play(Request request, Wire wire) {
        List<String> path = request.path();
        if (path.isEmpty() || path.getFirst().equals(CONTROL)) {
            control.answer(request, wire);
            return;
        }
        if (StatusStage.isAsked(request)) {
            statusPages.answer(request, wire);
            return;
        }
        String provider = path.getFirst();
        String rest = String.join("/", path.subList(1, path.size()));
        Gemini gemini = Gemini.of(request, rest);
        if (gemini != null) {
            chat(request, wire, provider, gemini, body(request), gemini.model(), gemini.stream());
            return;
        }
        switch (request.method() + " " + rest) {
            case "POST v1/chat/completions" -> chat(request, wire, provider, new OpenAiChat());
            case "POST v1/messages" -> chat(request, wire, provider, new AnthropicMessages());
            case "GET v1/models", "GET v1beta/models" -> models.answer(request, wire, provider);
            default -> wire.respond(404, Map.of("content-type", "application/json"), Text.bytes(unknown(request)));
        }
    }

    private static ObjectNode unknown(Request request) {
        ObjectNode body = FaultJson.MAPPER.createObjectNode();
        body.putObject("error")
                .put("message", "Invalid URL (%s). GET / tells what there is.".formatted(request.describe()))
                .put("type", "invalid_request_error")
                .putNull("param")
                .putNull("code");
        return body;
    }

    private void chat(Request request, Wire wire, String provider, Dialect dialect) {
        JsonNode body = body(request);
        String model = body.path("model").asText("");
        chat(request, wire, provider, dialect, body, model, body.path("stream").asBoolean());
    }

    private void chat(
            Request request, Wire wire, String provider, Dialect dialect, JsonNode body, String model, boolean stream) {
        long call = calls.arrived(provider, model, stream, body, request.headers());
        wire.watch(clientGone -> calls.concluded(call, clientGone));
        try {
            answer(request, wire, provider, dialect, body);
        } catch (Dialect.Refused refused) {
            Ask nothing = new Ask(model, false, false, 1, Integer.MAX_VALUE, "", "", "", null);
            Scene.of(wire, dialect, nothing).error(refused.error());
        }
    }

    private void answer(Request request, Wire wire, String provider, Dialect dialect, JsonNode body) {
        String key = dialect.key(request);
        if (key.isEmpty()) {
            throw new Dialect.Refused(401, "authentication_error", "You didn't provide an API key.");
        }
        Ask ask = dialect.ask(request, body);
        Fault fault = fault(provider, ask, key);
        String quoted =
                fault instanceof Fault.Echo ? " The request was: %s (API key %s)".formatted(ask.prompt(), key) : "";
        new Play(Scene.of(wire, dialect, ask), provider, healthy(provider, ask), faults.paceOf(provider), quoted)
                .meet(fault);
    }

    private Fault fault(String provider, Ask ask, String key) {
        try {
            return faults.next(provider, ask.model(), key);
        } catch (IllegalArgumentException e) {
            throw new Dialect.Refused(404, "model_not_found", String.valueOf(e.getMessage()));
        }
    }

    private Answer healthy(String provider, Ask ask) {
        if (!ask.calls().isEmpty()) {
            return Answer.calling(ask.calls()).limitedTo(ask.maxTokens());
        }
        String fixed = faults.answerOf(provider, ask.model());
        if (fixed != null) {
            return Answer.of(fixed).limitedTo(ask.maxTokens());
        }
        if (JudgePlay.isAskedFor(ask)) {
            return JudgePlay.of(ask).limitedTo(ask.maxTokens());
        }
        JsonNode schema = ask.form().schema();
        Answer answer = schema == null ? Answer.usual(provider, ask) : Answer.fitting(schema);
        return answer.limitedTo(ask.maxTokens());
    }

    private static JsonNode body(Request request) {
        try {
            return FaultJson.tree(request.body());
        } catch (IllegalArgumentException e) {
            return MissingNode.getInstance();
        }
    }
}
