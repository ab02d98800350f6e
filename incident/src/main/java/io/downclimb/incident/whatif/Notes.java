package io.downclimb.incident.whatif;

import io.downclimb.incident.Incident;
import io.downclimb.incident.Selection;
import io.downclimb.workflows.breaker.BreakerSettings;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the reader of a comparison has to know: how much of it is recorded, how much drawn, and what the model takes for granted here. */
final class Notes {
    private static final double PERCENT = 100;

    private final Incident incident;
    private final List<String> notes = new ArrayList<>();

    private Notes(Incident incident) {
        this.incident = incident;
    }

    static List<String> of(
            Incident incident,
            Map<String, Policy> policies,
            Map<String, BreakerSettings> breakers,
            Grounds unchanged,
            @Nullable Grounds changed) {
        Notes notes = new Notes(incident);
        notes.grounds("As it was", unchanged);
        if (changed != null) {
            notes.grounds("As changed", changed);
        }
        notes.partial();
        incident.closing().leftOut().forEach(left -> notes.notes.add("Not in the file: %s.".formatted(left)));
        notes.prompts(policies);
        notes.deadlines(policies);
        notes.status();
        notes.baselines(breakers);
        return notes.notes;
    }

    private void grounds(String which, Grounds grounds) {
        notes.add(
                ("%s, of %d calls in all runs %s are recorded, %s drawn from calls within %d s, %s from further away, %s assumed; %s are"
                                + " further than %d s from any evidence, and of %s it is taken that a silence nobody waited out would have lasted.")
                        .formatted(
                                which,
                                grounds.calls(),
                                percent(grounds, grounds.recorded()),
                                percent(grounds, grounds.near()),
                                RecordedWorld.NEAR_MS / 1_000,
                                percent(grounds, grounds.far()),
                                percent(grounds, grounds.assumed()),
                                percent(grounds, grounds.distant()),
                                RecordedWorld.FAR_MS / 1_000,
                                percent(grounds, grounds.held())));
        if (grounds.passedOver() > 0) {
            notes.add("%s, %d words of operators could not be followed.".formatted(which, grounds.passedOver()));
        }
    }

    private static String percent(Grounds grounds, long part) {
        return String.format(Locale.ROOT, "%.1f %%", grounds.share(part) * PERCENT);
    }

    private void partial() {
        Selection selection = incident.manifest().selection();
        if (selection.route() != null
                || selection.provider() != null
                || !selection.requests().isEmpty()) {
            notes.add(
                    "The file holds a part of the traffic only. Breakers heard all of it then, and hear this part here.");
        }
    }

    private void prompts(Map<String, Policy> policies) {
        Set<String> versions = new LinkedHashSet<>();
        incident.policies()
                .values()
                .forEach(policy -> models(policy).forEach(rung -> versions.add(quality(policy, rung))));
        for (Policy policy : policies.values()) {
            for (Rung.Model rung : models(policy)) {
                if (!versions.contains(quality(policy, rung))) {
                    notes.add(
                            ("Rung %s of route %s has another prompt or other validators than any recorded one: that they are turned down as"
                                            + " often is assumed.")
                                    .formatted(rung.tier(), policy.route()));
                }
            }
        }
    }

    /** What decides whether an answer is turned down. */
    private static String quality(Policy policy, Rung.Model rung) {
        return policy.route() + '/' + rung.provider() + '/' + rung.version() + '/' + rung.validate();
    }

    private static List<Rung.Model> models(Policy policy) {
        return policy.ladder().stream()
                .filter(Rung.Model.class::isInstance)
                .map(Rung.Model.class::cast)
                .toList();
    }

    private void deadlines(Map<String, Policy> policies) {
        policies.forEach((route, policy) -> {
            boolean another = incident.policies().values().stream()
                    .anyMatch(
                            own -> own.route().equals(route) && !own.deadline().equals(policy.deadline()));
            if (another) {
                notes.add("The deadline of route %s is another: \"in time\" is by the deadline in force on each side."
                        .formatted(route));
            }
        });
    }

    private void status() {
        boolean pages = incident.transitions().stream()
                .anyMatch(transition -> transition.cause().equals("status"));
        if (pages) {
            notes.add(
                    "Status pages tell again what their transitions show. How bad a page said things were is not recorded with them: where the"
                            + " page as last read does not tell, a partial outage is taken.");
        }
    }

    private void baselines(Map<String, BreakerSettings> breakers) {
        List<String> fresh = breakers.keySet().stream()
                .filter(provider ->
                        incident.breakers().stream().noneMatch(breaker -> Objects.equals(breaker.provider(), provider)))
                .sorted()
                .toList();
        if (!fresh.isEmpty()) {
            notes.add(
                    "Breakers of %s begin without knowing what healthy times are.".formatted(String.join(", ", fresh)));
        }
    }
}
