package io.downclimb.api.incident;

import io.downclimb.api.command.CommandFailure;
import io.downclimb.incident.Incident;
import io.downclimb.incident.IncidentBreaker;
import io.downclimb.incident.IncidentProbe;
import io.downclimb.incident.IncidentRequest;
import io.downclimb.incident.IncidentTransition;
import io.downclimb.incident.IncidentWriter;
import io.downclimb.incident.outside.CallModel;
import io.downclimb.incident.outside.Elsewhere;
import io.downclimb.incident.outside.LoadTrace;
import io.downclimb.incident.outside.Timeline;
import io.downclimb.incident.whatif.WhatIf;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An incident that a simulation left behind, in a file, as if it had been recorded: ten minutes of hanging calls at {@code first}. */
final class MadeIncident {
    private MadeIncident() {}

    /** Route chat: first, then second, then a canned text. Its API keys are in no environment. */
    static final String CONFIGURATION = """
            providers:
              first: {api: openai-chat, base-url: "https://first.example/v1", keys: ["${NO_SUCH_KEY_OF_FIRST}"]}
              second:
                api: anthropic-messages
                keys: ["file:/run/secrets/nowhere"]
                when-set: NO_SUCH_KEY_OF_SECOND
            models:
              first/a-model: {window: 200000}
              second/b-model: {window: 200000}
            routes:
              chat:
                deadline: 20s
                ladder:
                  - {tier: primary, provider: first, model: a-model, budget: 8s, retries: 1}
                  - {tier: secondary, provider: second, model: b-model, budget: 6s, retries: 1}
                  - {tier: canned, text: "later, {id}"}
            """;

    static Path configuration(Path folder) throws IOException {
        return Files.writeString(folder.resolve("new.yaml"), CONFIGURATION);
    }

    static Path timeline(Path folder) throws IOException {
        return Files.writeString(folder.resolve("outages.csv"), """
                start,end,severity
                2026-03-01T10:00:00Z,2026-03-01T10:10:00Z,hang
                """);
    }

    /** A request every four seconds. */
    static Path trace(Path folder) throws IOException {
        StringBuilder lines = new StringBuilder("arrived_at,input_tokens,output_tokens\n");
        for (int second = 0; second < 120; second += 4) {
            lines.append(second).append(",400,20\n");
        }
        return Files.writeString(folder.resolve("load.csv"), lines.toString());
    }

    static Incident incident(Path folder) throws IOException, CommandFailure {
        Proposed proposed = Proposed.read(configuration(folder), Map.of());
        Incident model = Elsewhere.of(
                        Timeline.read(timeline(folder)),
                        LoadTrace.read(trace(folder)),
                        proposed.policies(),
                        proposed.breakers(),
                        Map.of(),
                        null,
                        CallModel.ASSUMED,
                        1)
                .incident();
        return WhatIf.of(model)
                .simulation()
                .run(7)
                .asIncident(
                        model.policies(),
                        model.manifest().selection().from(),
                        model.manifest().selection().until());
    }

    static Path file(Path folder) throws IOException, CommandFailure {
        return write(folder.resolve("incident.zip"), incident(folder), null);
    }

    /** Only this request where one is named. */
    static Path write(Path file, Incident incident, @Nullable String request) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                IncidentWriter writer = new IncidentWriter(out, incident.manifest(), Integer.MAX_VALUE)) {
            for (var policy : incident.policies().entrySet()) {
                writer.policy(policy.getKey(), policy.getValue());
            }
            for (IncidentBreaker breaker : incident.breakers()) {
                writer.breaker(breaker);
            }
            for (IncidentTransition transition : incident.transitions()) {
                writer.transition(transition);
            }
            for (IncidentProbe probe : incident.probes()) {
                writer.probe(probe);
            }
            for (IncidentRequest one : incident.requests()) {
                if (request == null || request.equals(one.id())) {
                    writer.request(one);
                }
            }
            writer.finish();
        }
        return file;
    }
}
