package io.downclimb.workflows.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a route promises and how it climbs down: one deadline, one reserve, an ordered ladder. A policy is a version: its
 * hash names it for ever, so a request that began under it ends under it, whatever the configuration says by then.
 *
 * <p>What later versions added is left out of its JSON where it is null, so that older policies keep their hashes.
 *
 * <p>It travels through workflow histories, so it carries no prompt, schema or canned text, only their hashes.
 *
 * @param route the route's name, which callers use as the model name
 * @param deadline from arrival to the answer, at most
 * @param reserve the part of the deadline that belongs to the last rung, so that an answer always leaves in time
 * @param ladder the rungs, best first; at least one
 * @param shift what a bad status page may move away; null in policies older than that: nothing
 * @param judge how answers are judged; null for not at all
 * @param streaming how streams leave; null for {@link Streaming#COMMITTED}
 * @param overload what becomes of requests that come to an overloaded node; null for {@link Overload#REFUSE}
 */
public record Policy(
        String route,
        Duration deadline,
        Duration reserve,
        List<Rung> ladder,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable StatusShift shift,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Judging judge,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Streaming streaming,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Overload overload) {
    public Policy {
        if (route.isBlank()) {
            throw new IllegalArgumentException("route must have a name");
        }
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException(
                    "deadline of route %s must be positive, is %s".formatted(route, deadline));
        }
        if (reserve.isNegative() || reserve.compareTo(deadline) >= 0) {
            throw new IllegalArgumentException(
                    "reserve of route %s must be between 0 and its deadline, is %s".formatted(route, reserve));
        }
        if (ladder.isEmpty()) {
            throw new IllegalArgumentException("ladder of route %s must have at least one rung".formatted(route));
        }
        ladder = List.copyOf(ladder);
    }

    /** A policy that neither looks at status pages nor has its answers judged. */
    public Policy(String route, Duration deadline, Duration reserve, List<Rung> ladder) {
        this(route, deadline, reserve, ladder, null, null, null, null);
    }

    /** A policy whose streams leave whole. */
    public Policy(
            String route,
            Duration deadline,
            Duration reserve,
            List<Rung> ladder,
            @Nullable StatusShift shift,
            @Nullable Judging judge) {
        this(route, deadline, reserve, ladder, shift, judge, null, null);
    }

    /** A policy whose requests are refused by an overloaded node. */
    public Policy(
            String route,
            Duration deadline,
            Duration reserve,
            List<Rung> ladder,
            @Nullable StatusShift shift,
            @Nullable Judging judge,
            @Nullable Streaming streaming) {
        this(route, deadline, reserve, ladder, shift, judge, streaming, null);
    }

    /** Whether callers who stream may read along while the answer is being made. */
    public boolean streamsLive() {
        return streaming == Streaming.LIVE;
    }

    /** The first rung that calls a model, whose answers are not degraded; empty where none does. */
    public Optional<Rung.Model> firstModel() {
        return ladder.stream()
                .filter(Rung.Model.class::isInstance)
                .map(Rung.Model.class::cast)
                .findFirst();
    }

    /** Whether the rung at this index is below the first one that calls a model: an answer from there is degraded. */
    public boolean isBelowFirstModel(int rung) {
        for (int above = 0; above < rung; above++) {
            if (ladder.get(above) instanceof Rung.Model) {
                return true;
            }
        }
        return false;
    }
}
