package io.downclimb.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * Faults and calls over HTTP, on the simulator's own port.
 *
 * <pre>
 * GET    /                                 what there is, as text
 * GET    /simulator/faults                 what is set
 * PUT    /simulator/faults/{provider}      a fault (with ?model= for one model), an array of faults (one per call), or
 *                                          {"schedule":[{"from":0,"until":60000,"fault":{"kind":"silent"}}]}
 * DELETE /simulator/faults/{provider}
 * DELETE /simulator/faults
 * PUT    /simulator/pace/{provider}        {"firstTokenMs":300,"perTokenMs":20}
 * PUT    /simulator/answers/{provider}     {"text":"what it shall say"}, with ?model= for one model; null ends it
 * GET    /simulator/calls                  totals and calls, of one provider with ?provider=; keys are masked
 * DELETE /simulator/calls
 * GET    /simulator/status/{page}          what a status page says, and how often it was asked
 * PUT    /simulator/status/{page}          {"components":[{"id":"api","status":"major_outage"}]}, see {@link StatusControl.Setting}
 * DELETE /simulator/status/{page}
 * </pre>
 *
 * What it cannot read it answers with 400 and a message that names the field.
 */
final class ControlPlane {
    private static final String HELP = """
            Simulated LLM providers. The first path segment names the provider.

              POST   /{provider}/v1/chat/completions   OpenAI chat completions
              POST   /{provider}/v1/messages           Anthropic messages
              POST   /{provider}/v1beta/models/{model}:generateContent, :streamGenerateContent   Gemini
              GET    /{provider}/v1/models, /{provider}/v1beta/models

              GET    /simulator/faults                 what is set
              PUT    /simulator/faults/{provider}      {"kind":"status","status":529}, ?model= for one model;
                                                       [fault, ...] for one fault per call;
                                                       {"schedule":[{"from":0,"until":60000,"fault":{"kind":"silent"}}]}
              DELETE /simulator/faults/{provider}
              DELETE /simulator/faults
              PUT    /simulator/pace/{provider}        {"firstTokenMs":300,"perTokenMs":20}
              PUT    /simulator/answers/{provider}     {"text":"what it shall say"}, ?model= for one model
              GET    /simulator/calls                  ?provider= for one provider
              DELETE /simulator/calls

              GET    /status/{page}/api/v2/summary.json     also components.json, incidents.json; Google's
                                                       form at /status/{page}/incidents.json
              GET    /simulator/status/{page}          what the page says, and how often it was asked
              PUT    /simulator/status/{page}          {"components":[{"id":"api","status":"major_outage"}]}
              DELETE /simulator/status/{page}

            Faults as model names: sim-status-529, sim-status-429-retry-after-2, sim-cut-5, sim-slow-first-token-3000, ...
            Kinds: %s
            """.formatted(String.join(", ", FaultJson.KINDS));

    private final Faults faults;
    private final Calls calls;
    private final StatusPages statusPages;

    ControlPlane(Faults faults, Calls calls, StatusPages statusPages) {
        this.faults = faults;
        this.calls = calls;
        this.statusPages = statusPages;
    }

    void answer(Request request, Wire wire) {
        try {
            route(request, wire);
        } catch (IllegalArgumentException e) {
            problem(wire, 400, String.valueOf(e.getMessage()));
        }
    }

    private void route(Request request, Wire wire) {
        List<String> path = request.path();
        String below = String.join("/", path.subList(Math.min(1, path.size()), Math.min(2, path.size())));
        switch (request.method() + " " + below + (path.size() > 2 ? "/" + path.size() : "")) {
            case "GET " -> wire.respond(200, Map.of("content-type", "text/plain; charset=utf-8"), Text.bytes(HELP));
            case "GET faults" -> json(wire, 200, FaultJson.MAPPER.valueToTree(faults.plans()));
            case "PUT faults/3" -> {
                put(request, path.get(2));
                done(wire);
            }
            case "DELETE faults/3" -> {
                faults.clear(path.get(2));
                done(wire);
            }
            case "DELETE faults" -> {
                faults.clearAll();
                done(wire);
            }
            case "PUT pace/3" -> {
                faults.pace(path.get(2), FaultJson.read(FaultJson.tree(request.body()), Simulator.Pace.class));
                done(wire);
            }
            case "PUT answers/3" -> {
                JsonNode text = FaultJson.tree(request.body()).path("text");
                Require.that(text.isTextual() || text.isNull(), "Field 'text' must be a string, or null to end it");
                faults.answer(path.get(2), request.query().get("model"), text.textValue());
                done(wire);
            }
            case "GET calls" ->
                json(wire, 200, CallsJson.of(calls, request.query().get("provider")));
            case "DELETE calls" -> {
                calls.reset();
                done(wire);
            }
            case "GET status/3" -> json(wire, 200, StatusControl.show(statusPages, path.get(2)));
            case "PUT status/3" -> {
                StatusControl.put(statusPages, path.get(2), FaultJson.tree(request.body()));
                done(wire);
            }
            case "DELETE status/3" -> {
                statusPages.clear(path.get(2));
                done(wire);
            }
            default -> problem(wire, 404, "%s is unknown. GET / tells what there is.".formatted(request.describe()));
        }
    }

    private void put(Request request, String provider) {
        JsonNode body = FaultJson.tree(request.body());
        if (body.isArray()) {
            faults.sequence(provider, FaultJson.list(body, Fault.class));
            return;
        }
        if (body.has("schedule")) {
            faults.schedule(provider, FaultJson.list(body.get("schedule"), Scheduled.class));
            return;
        }
        faults.set(provider, request.query().get("model"), FaultJson.read(body, Fault.class));
    }

    private static void done(Wire wire) {
        wire.respond(204, Map.of(), new byte[0]);
    }

    private static void problem(Wire wire, int status, String message) {
        json(wire, status, FaultJson.MAPPER.createObjectNode().put("message", message));
    }

    private static void json(Wire wire, int status, JsonNode body) {
        wire.respond(status, Map.of("content-type", "application/json"), Text.bytes(body));
    }
}
