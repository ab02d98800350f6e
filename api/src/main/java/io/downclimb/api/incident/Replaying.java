package io.downclimb.api.incident;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.api.command.CommandFailure;
import io.downclimb.incident.Incident;
import io.downclimb.incident.IncidentBreaker;
import io.downclimb.incident.IncidentRequest;
import io.downclimb.incident.Manifest;
import io.downclimb.incident.Selection;
import io.downclimb.incident.outside.CallModel;
import io.downclimb.incident.outside.Elsewhere;
import io.downclimb.incident.outside.LoadTrace;
import io.downclimb.incident.outside.Timeline;
import io.downclimb.incident.whatif.Assumption;
import io.downclimb.incident.whatif.Comparison;
import io.downclimb.incident.whatif.Proposal;
import io.downclimb.incident.whatif.Search;
import io.downclimb.incident.whatif.WhatIf;
import io.downclimb.workflows.breaker.BreakerSettings;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A question to the simulation, and its answer as a report.
 *
 * @param incident recorded, or made from elsewhere
 * @param notes what was assumed in making it; empty for a recorded one
 */
record Replaying(Incident incident, List<String> notes, Proposed changed, ReplayOptions options) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    static Replaying of(@Nullable Incident recorded, Proposed proposed, ReplayOptions options) throws CommandFailure {
        Path timeline = options.timeline();
        Path trace = options.trace();
        if (timeline == null || trace == null) {
            return recorded(Objects.requireNonNull(recorded, "options were checked"), proposed, options);
        }
        Proposed base = recorded == null ? proposed : recordedSettings(recorded);
        Proposed changed = recorded == null ? Proposed.NOTHING : proposed;
        Elsewhere elsewhere = Elsewhere.of(
                Timeline.read(timeline),
                LoadTrace.read(trace),
                base.policies(),
                base.breakers(),
                changed.policies(),
                options.route(),
                CallModel.ASSUMED,
                options.seed());
        return checked(new Replaying(elsewhere.incident(), elsewhere.notes(), changed, options));
    }

    private static Replaying recorded(Incident recorded, Proposed proposed, ReplayOptions options)
            throws CommandFailure {
        String route = options.route();
        Incident incident = route == null ? recorded : ofRoute(recorded, route);
        return checked(new Replaying(incident, List.of(), proposed, options));
    }

    private static Replaying checked(Replaying replaying) throws CommandFailure {
        if (replaying.incident.requests().isEmpty()) {
            throw CommandFailure.unable(
                    "there is no request in it to simulate", "export a longer span, or one in which requests arrived");
        }
        Set<String> routes = replaying.routes();
        if (!replaying.changed.isNothing()
                && replaying.changed.policies().keySet().stream().noneMatch(routes::contains)) {
            throw CommandFailure.wrongUse("--policy has none of the incident's routes (%s): name them as they were"
                    .formatted(String.join(", ", routes)));
        }
        return replaying;
    }

    /** The newest recorded policy of each route, and the breakers' settings. */
    private static Proposed recordedSettings(Incident incident) {
        Map<String, Policy> policies = new TreeMap<>();
        incident.requests().forEach(request -> {
            Policy policy = incident.policies().get(request.policyHash());
            if (policy != null) {
                policies.put(policy.route(), policy);
            }
        });
        return new Proposed(
                policies,
                incident.breakers().stream()
                        .collect(Collectors.toMap(IncidentBreaker::provider, IncidentBreaker::settings)));
    }

    private static Incident ofRoute(Incident incident, String route) throws CommandFailure {
        List<IncidentRequest> kept = incident.requests().stream()
                .filter(request -> request.route().equals(route))
                .toList();
        if (kept.isEmpty()) {
            throw CommandFailure.wrongUse("--route \"%s\" is none of the incident's routes: %s"
                    .formatted(
                            route,
                            incident.requests().stream()
                                    .map(IncidentRequest::route)
                                    .distinct()
                                    .sorted()
                                    .collect(Collectors.joining(", "))));
        }
        Selection all = incident.manifest().selection();
        Selection selection = new Selection(all.from(), all.until(), route, all.provider(), all.requests());
        return new Incident(
                new Manifest(
                        incident.manifest().format(),
                        incident.manifest().product(),
                        incident.manifest().exportedAt(),
                        selection,
                        incident.manifest().contents()),
                incident.closing(),
                incident.policies(),
                kept,
                incident.transitions(),
                incident.windows(),
                incident.probes(),
                incident.judgements(),
                incident.breakers(),
                incident.statusPages());
    }

    /** Simulates, and tells what came of it. */
    String report() {
        WhatIf question = WhatIf.of(incident)
                .nodes(options.nodes())
                .seeds(options.seeds())
                .firstSeed(options.seed());
        for (Assumption assumption : options.assumptions()) {
            question = question.assuming(assumption);
        }
        Set<String> routes = routes();
        Map<String, Policy> policies = new HashMap<>(changed.policies());
        policies.keySet().retainAll(routes);
        question = question.with(policies.values());
        Set<String> providers = providers(policies);
        for (Map.Entry<String, BreakerSettings> breaker : new TreeMap<>(changed.breakers()).entrySet()) {
            if (providers.contains(breaker.getKey())) {
                question = question.withBreaker(
                        breaker.getKey(), breaker.getValue().withoutPrompt());
            }
        }
        Comparison comparison = question.run();
        Proposal proposal = options.search() ? Search.of(question).run() : null;
        return options.json() ? json(comparison, proposal) : text(comparison, proposal);
    }

    private Set<String> routes() {
        return incident.requests().stream().map(IncidentRequest::route).collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> providers(Map<String, Policy> policies) {
        Set<String> providers = new TreeSet<>();
        List.of(policies.values(), incident.policies().values())
                .forEach(some -> some.forEach(policy -> policy.ladder().forEach(rung -> {
                    if (rung instanceof Rung.Model model) {
                        providers.add(model.provider());
                    }
                })));
        return providers;
    }

    private String text(Comparison comparison, @Nullable Proposal proposal) {
        StringBuilder text = new StringBuilder();
        if (Elsewhere.isModel(incident)) {
            text.append(comparison.simulatedTable());
            notes.forEach(note -> text.append('\n').append(note).append('\n'));
            text.append(
                    "\nWhere it says \"recorded\" below, the model's own calls are meant: nothing of this was recorded.\n");
            comparison.notes().forEach(note -> text.append('\n').append(note).append('\n'));
        } else {
            text.append(comparison.text());
        }
        if (proposal != null) {
            text.append("\nSearch\n\n").append(searched(proposal));
        }
        return text.toString();
    }

    private String searched(Proposal proposal) {
        if (!Elsewhere.isModel(incident)) {
            return proposal.text();
        }
        String head = proposal.isBetter()
                ? "Better, of %d plans tried:%n%n%s%n%nUnder seeds the search had not seen:%n%n"
                        .formatted(proposal.tried(), String.join("\n", proposal.changes()))
                : "Of %d plans tried none is better than the present settings beyond the noise.%n%n"
                        .formatted(proposal.tried());
        return head + proposal.comparison().simulatedTable();
    }

    private String json(Comparison comparison, @Nullable Proposal proposal) {
        ObjectNode tree = tree(comparison);
        tree.put("model", Elsewhere.isModel(incident));
        ArrayNode assumed = tree.putArray("assumed");
        notes.forEach(assumed::add);
        if (proposal != null) {
            ObjectNode search = tree.putObject("search");
            search.put("tried", proposal.tried());
            ArrayNode changes = search.putArray("changes");
            proposal.changes().forEach(changes::add);
            search.set("comparison", tree(proposal.comparison()));
        }
        return tree.toPrettyString() + "\n";
    }

    /** What was made from elsewhere has nothing recorded to compare with. */
    private ObjectNode tree(Comparison comparison) {
        try {
            ObjectNode tree = (ObjectNode) JSON.readTree(comparison.json());
            if (Elsewhere.isModel(incident)) {
                for (JsonNode row : tree.path("rows")) {
                    ((ObjectNode) row).putNull("recorded");
                }
            }
            return tree;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a comparison's JSON cannot be read", e);
        }
    }
}
