package io.downclimb.incident.whatif;

import io.downclimb.incident.Incident;
import io.downclimb.workflows.activity.Outcome;
import io.downclimb.workflows.activity.Usage;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What providers would have done to a call, judging by what they did in an incident.
 *
 * <ol>
 *   <li>The same request's call to the same provider and model (its n-th for its n-th; of probes, one of the same circuit), recorded within
 *       {@link #SAME_MS}: as it was. Errors that are the request's own (too long, against a policy, invalid) it meets at any time.
 *   <li>Else one of the calls and probes nearest in time, before or after: {@link KnownCalls#regime} says which side is meant, and {@link KnownCalls#draw}
 *       which of its calls. Where the nearest is farther than {@link #NEAR_MS}, the result says so.
 *   <li>Under each of these the call's new limits hold, see {@link KnownCall#under}. Of a silence that nobody waited out (or an answer that our own
 *       deadline cut) it is known only that nothing came until then: it is drawn again among those within {@link #NEAR_MS} that are known for longer, and if
 *       none is, it stays silent (cut) to the end.
 * </ol>
 */
final class RecordedWorld implements ProviderModel {
    static final long SAME_MS = 2_000;
    static final long NEAR_MS = 15_000;
    /** Beyond this the evidence says little. */
    static final long FAR_MS = 30_000;

    private final Map<Target, KnownCalls> known;
    private final Map<String, KnownCalls> byProvider;
    private final List<Assumption> assumptions;

    /** What calls are sent to. */
    record Target(String provider, String model) {}

    RecordedWorld(Incident incident, List<Assumption> assumptions) {
        this.assumptions = List.copyOf(assumptions);
        Map<Target, List<KnownCall>> calls = Evidence.of(incident);
        known = calls.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> new KnownCalls(entry.getValue())));
        byProvider = calls.entrySet().stream()
                .collect(Collectors.groupingBy(
                        entry -> entry.getKey().provider(),
                        TreeMap::new,
                        Collectors.collectingAndThen(
                                Collectors.flatMapping(entry -> entry.getValue().stream(), Collectors.toList()),
                                KnownCalls::new)));
    }

    @Override
    public Reply reply(Ask ask) {
        KnownCalls calls = known.get(new Target(ask.provider(), ask.model()));
        if (calls == null) {
            return assumed(ask);
        }
        KnownCall same = calls.same(ask, SAME_MS);
        if (same != null) {
            return resolved(same, ask, calls, Reply.Source.RECORDED);
        }
        return calls.isEmpty() ? assumed(ask) : drawn(ask, calls, Reply.Source.NEAR);
    }

    private Reply drawn(Ask ask, KnownCalls calls, Reply.Source near) {
        long nearest = calls.distance(ask.at());
        Reply.Source source = nearest > NEAR_MS && near == Reply.Source.NEAR ? Reply.Source.FAR : near;
        KnownCall drawn = KnownCalls.draw(calls.regime(ask, Long.MAX_VALUE, _ -> true), ask);
        Reply reply = resolved(drawn, ask, calls, source);
        return new Reply(
                reply.outcome(),
                reply.firstContentMs(),
                reply.totalMs(),
                reply.inputTokens(),
                reply.outputTokens(),
                reply.otherKeys(),
                reply.score(),
                source,
                nearest,
                reply.held());
    }

    /** The call under the new limits; drawn again while it is known for too short a time. Each is known for longer than the one before. */
    private static Reply resolved(KnownCall call, Ask ask, KnownCalls calls, Reply.Source source) {
        KnownCall last = call;
        while (true) {
            Reply reply = last.under(ask, source);
            if (reply != null) {
                return reply;
            }
            KnownCall known = last;
            List<KnownCall> longer = calls.regime(ask, NEAR_MS, other -> isKnownForLonger(other, known));
            if (longer.isEmpty()) {
                return last.isSilent() ? last.silent(ask, source, true) : last.cut(ask, source, true);
            }
            last = KnownCalls.draw(longer, ask);
        }
    }

    private static boolean isKnownForLonger(KnownCall other, KnownCall than) {
        return than.isSilent()
                ? other.silenceMs() > than.totalMs() + (other.isSilent() ? 0 : KnownCall.SLACK_MS)
                : other.firstContentMs() != null && other.totalMs() > than.totalMs();
    }

    private Reply assumed(Ask ask) {
        Assumption assumption = assumptions.stream()
                .filter(one -> one.isAbout(ask.provider(), ask.model()))
                .findFirst()
                .orElseThrow(() -> new UnknownProviderException(
                        ask.provider(), ask.model(), String.join(", ", byProvider.keySet())));
        return switch (assumption.as()) {
            case Assumption.Like like -> drawn(ask, like(like), Reply.Source.ASSUMED);
            case Assumption.Steady steady -> steady(ask, steady);
        };
    }

    private KnownCalls like(Assumption.Like like) {
        String model = like.model();
        KnownCalls calls =
                model == null ? byProvider.get(like.provider()) : known.get(new Target(like.provider(), model));
        if (calls == null || calls.isEmpty()) {
            throw new UnknownProviderException(
                    like.provider(), model == null ? "any" : model, String.join(", ", byProvider.keySet()));
        }
        return calls;
    }

    private static Reply steady(Ask ask, Assumption.Steady steady) {
        KnownCall call = new KnownCall(
                ask.at(),
                null,
                null,
                new Outcome.Whole("stop", Usage.UNKNOWN, ""),
                steady.firstContentMs(),
                steady.totalMs(),
                null,
                null,
                null,
                null,
                null);
        Reply reply = call.under(ask, Reply.Source.ASSUMED);
        return reply == null ? call.silent(ask, Reply.Source.ASSUMED, true) : reply;
    }

    /** Whether anything is recorded of a provider. */
    boolean knows(String provider) {
        return byProvider.containsKey(provider);
    }
}
