package io.downclimb.api.config;

import io.downclimb.workflows.policy.Judging;
import io.downclimb.workflows.policy.Overload;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.PolicyJson;
import io.downclimb.workflows.policy.Rung;
import io.downclimb.workflows.policy.StatusShift;
import io.downclimb.workflows.policy.Streaming;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code routes}. */
final class RoutesReader {
    private static final Duration RESERVE = Duration.ofMillis(250);
    private static final Duration IDLE = Duration.ofSeconds(10);
    /** Long enough that a ladder of the usual budgets mostly fails with its true status, and short enough for every proxy. */
    static final Duration KEEP_ALIVE = Duration.ofSeconds(10);

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private final Providers providers;
    private final Models models;
    private final Duration minimumDeadline;
    private final Warnings warnings;

    RoutesReader(Providers providers, Models models, Duration minimumDeadline, Warnings warnings) {
        this.providers = providers;
        this.models = models;
        this.minimumDeadline = minimumDeadline;
        this.warnings = warnings;
    }

    /** The routes that are offered. Mistakes are told. */
    Map<String, Route> read(Section top) {
        Section section = top.names("routes");
        if (section.members().isEmpty()) {
            section.at().mistake(null, "names no route", "name at least one; callers use its name as the model");
            return Map.of();
        }
        Mistakes mistakes = section.at().reading().mistakes();
        Map<String, Route> routes = new LinkedHashMap<>();
        section.members().forEach((name, at) -> {
            Route route = route(name, at);
            if (route != null) {
                routes.put(name, route);
            }
        });
        if (routes.isEmpty() && mistakes.isEmpty()) {
            section.at()
                    .mistake(
                            null,
                            "has no route left: each is left out by a when-set, its own or its providers'",
                            "set one of the variables that when-set names");
        }
        return routes;
    }

    /** Null where the route is left out, and, once the mistakes are told, where it has any. */
    private @Nullable Route route(String name, Element at) {
        int before = at.reading().mistakes().count();
        if (!NAME.matcher(name).matches()) {
            at.mistake(name, "is not a name for a route", "use letters, digits, dots, dashes and underscores");
        }
        Section section = at.section(Keys.ROUTE);
        boolean offered = WhenSet.holds(section);
        Duration reserve = section.duration("reserve", RESERVE, ModelRungReader.LONGEST);
        Duration deadline = deadline(section, reserve);
        Duration idle = section.duration("idle", IDLE, ModelRungReader.LONGEST);
        RungReader rungs = new RungReader(new ModelRungReader(providers, models, idle));
        List<Hold> holds = LadderReader.read(section, rungs);
        Element deadlineAt = section.member("deadline");
        if (deadline != null && deadlineAt != null) {
            new BudgetCheck(deadline, reserve).check(deadlineAt, holds);
        }
        Duration keepAlive = section.duration("keep-alive", KEEP_ALIVE, Duration.ofMillis(100), Duration.ofMinutes(10));
        Streaming streaming = streaming(section);
        Overload overload = overload(section, holds);
        StatusShift shift = StatusShiftReader.read(section);
        Bench bench = new JudgeReader(providers, models).read(section, holds);
        List<Hold> kept = holds.stream().filter(Hold::kept).toList();
        boolean emptied = kept.size() < holds.size() && kept.stream().noneMatch(hold -> hold.kind() == Hold.Kind.MODEL);
        if (deadline == null || !offered || emptied || at.reading().mistakes().count() > before) {
            return null;
        }
        RouteWarnings.warn(at.key(), kept, streaming, warnings);
        Judging judge = JudgeWarnings.judging(bench, kept, providers.absent(), warnings);
        Map<String, String> texts = new HashMap<>();
        kept.forEach(hold -> texts.putAll(hold.texts()));
        if (bench != null && judge != null) {
            texts.putAll(bench.texts());
        }
        List<Rung> ladder =
                kept.stream().map(hold -> Objects.requireNonNull(hold.rung())).toList();
        Policy policy = new Policy(name, deadline, reserve, ladder, shift, judge, streaming, overload);
        return new Route(policy, PolicyJson.hash(policy), texts, keepAlive);
    }

    /** Null for committed, said or not: policies without it keep their hashes. */
    private static @Nullable Streaming streaming(Section section) {
        Scalar setting = section.scalar("streaming");
        Streaming streaming = setting == null ? null : setting.choice(Choices.of(Streaming.class));
        return streaming == Streaming.LIVE ? streaming : null;
    }

    /** Null for refuse, said or not. */
    private static @Nullable Overload overload(Section section, List<Hold> holds) {
        Scalar setting = section.scalar("overload");
        Overload overload = setting == null ? null : setting.choice(Choices.of(Overload.class));
        if (setting == null || overload != Overload.LAST_RUNG) {
            return null;
        }
        if (!holds.isEmpty() && holds.getLast().kind() != Hold.Kind.CANNED) {
            setting.mistake(
                    "asks for a canned rung, and the ladder ends in another",
                    "add one, - {tier: canned, text: …}, or write refuse");
        }
        return overload;
    }

    private @Nullable Duration deadline(Section section, Duration reserve) {
        Scalar setting = section.required("deadline", "say how long a caller waits at most, such as 20s");
        Duration deadline = setting == null ? null : setting.duration(ModelRungReader.LONGEST);
        if (setting == null || deadline == null) {
            return null;
        }
        if (deadline.compareTo(minimumDeadline) < 0) {
            setting.mistake(
                    "is shorter than limits.minimum-deadline, " + Durations.format(minimumDeadline),
                    "write a longer deadline, or lower the limit");
            return null;
        }
        if (deadline.compareTo(reserve) <= 0) {
            setting.mistake(
                    "leaves nothing after the reserve of " + Durations.format(reserve),
                    "write a longer deadline, or a shorter reserve");
            return null;
        }
        return deadline;
    }
}
