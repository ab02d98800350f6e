package io.downclimb.incident.story;

import io.downclimb.incident.IncidentAttempt;
import io.downclimb.incident.IncidentHistory;
import io.downclimb.incident.IncidentRequest;
import io.downclimb.workflows.activity.AttemptOrder;
import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.Concluded;
import io.downclimb.workflows.activity.Conclusion;
import io.downclimb.workflows.activity.Skip;
import io.downclimb.workflows.policy.Policy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A recorded history, with the rows that Postgres had of the same request. */
record Recorded(IncidentHistory history, Policy policy, IncidentRequest request) {
    static Recorded of(String name) {
        IncidentHistory history =
                new IncidentHistory("request/default/" + name, "run-of-" + name, "Request", json(name));
        List<Fact> facts = HistoryFacts.of(history);
        Policy policy = facts.stream()
                .filter(Fact.Known.class::isInstance)
                .map(known -> ((Fact.Known) known).prepared().policy())
                .findFirst()
                .orElseThrow();
        return new Recorded(history, policy, request(name, policy, facts));
    }

    Story story() {
        return Story.of(request, policy, history, null, List.of(), List.of());
    }

    Story withoutHistory() {
        return Story.of(request, policy, null, "older than the namespace's retention of 24h", List.of(), List.of());
    }

    private static IncidentRequest request(String name, Policy policy, List<Fact> facts) {
        long deadlineAt = deadlineAt(json(name));
        Map<Integer, AttemptOrder> orders = new HashMap<>();
        List<IncidentAttempt> attempts = new ArrayList<>();
        List<Skip> skips = new ArrayList<>();
        List<String> classes = new ArrayList<>();
        Concluded concluded = null;
        Long concludedAt = null;
        for (Fact fact : facts) {
            switch (fact) {
                case Fact.Ordered ordered -> orders.put(ordered.order().number(), ordered.order());
                case Fact.Brought brought
                when brought.result().sends() > 0 ->
                    attempts.add(attempt(
                            Objects.requireNonNull(orders.get(brought.result().number())),
                            brought.at(),
                            brought.result()));
                case Fact.Ended ended -> {
                    concluded = ended.concluded();
                    concludedAt = ended.at();
                    Conclusion conclusion = ended.conclusion();
                    if (conclusion != null) {
                        skips.addAll(conclusion.skips());
                        classes.addAll(conclusion.classes());
                    }
                }
                default -> {}
            }
        }
        Concluded end = Objects.requireNonNull(concluded);
        return new IncidentRequest(
                name,
                "default",
                policy.route(),
                "0123456789abcdef",
                "request/default/" + name,
                deadlineAt - policy.deadline().toMillis(),
                deadlineAt,
                1,
                false,
                concludedAt,
                end.outcome(),
                end.tier(),
                end.provider(),
                end.model(),
                end.degraded(),
                null,
                null,
                classes,
                skips.stream().map(skip -> skip.tier() + ": " + skip.reason()).toList(),
                null,
                attempts);
    }

    private static IncidentAttempt attempt(AttemptOrder order, long finishedAt, AttemptResult result) {
        return new IncidentAttempt(
                order.number(),
                order.rung(),
                order.tier(),
                order.provider(),
                order.model(),
                result.sends(),
                finishedAt - result.totalMs(),
                finishedAt,
                result,
                null,
                null,
                null,
                null);
    }

    /** The deadline stands in the input, which is the first payload of a history. */
    private static long deadlineAt(String json) {
        String mark = "\"data\": \"";
        int at = json.indexOf(mark);
        if (at < 0) {
            mark = "\"data\":\"";
            at = json.indexOf(mark);
        }
        String encoded = json.substring(at + mark.length(), json.indexOf('"', at + mark.length()));
        String input = new String(java.util.Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
        int field = input.indexOf("\"deadlineAt\":") + "\"deadlineAt\":".length();
        return Long.parseLong(input.substring(field, input.indexOf(',', field)));
    }

    static String text(String resource) {
        @Nullable InputStream in = Recorded.class.getResourceAsStream("/stories/" + resource);
        if (in == null) {
            return "there is no " + resource;
        }
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String json(String name) {
        return text(name + ".json");
    }
}
