package io.downclimb.incident.whatif;

import io.downclimb.workflows.breaker.BreakerSettings;
import io.downclimb.workflows.breaker.BreakerView;
import io.downclimb.workflows.breaker.CircuitId;
import io.downclimb.workflows.policy.Policy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The service in virtual time: requests climb down as the workflow lets them, nodes count and report, breakers decide and probe. Single-threaded, without
 * a clock of its own: the same seed gives the same run. Runs share nothing and may go side by side.
 */
public final class Simulation {
    private final Setup setup;

    Simulation(Setup setup) {
        this.setup = setup;
    }

    /**
     * A simulation whose providers do as they are told.
     *
     * @param breakers how each provider is watched; one that is not among them is not
     * @param from in ms since 1970
     * @param until in ms since 1970: then a run ends, once every request has
     */
    public static Simulation scripted(
            List<Arrival> arrivals,
            ProviderModel providers,
            Map<String, BreakerSettings> breakers,
            Timing timing,
            int nodes,
            long from,
            long until) {
        return new Simulation(new Setup(
                arrivals, providers, Setup.fresh(breakers, from), Map.of(), List.of(), timing, nodes, from, until));
    }

    /** One run. */
    public Trace run(long seed) {
        return new Run(setup, new Dice(seed)).toTheEnd();
    }

    /** One run's world. */
    static final class Run {
        private final Setup setup;
        private final Dice dice;
        private final Agenda agenda = new Agenda();
        private final Recorder recorder = new Recorder();
        private final Map<String, Policy> policies = new HashMap<>();
        private final Map<String, VirtualBreaker> breakers = new LinkedHashMap<>();
        private final List<VirtualNode> nodes = new ArrayList<>();
        private int open;

        Run(Setup setup, Dice dice) {
            this.setup = setup;
            this.dice = dice;
            setup.arrivals().forEach(arrival -> policies.put(arrival.policyHash(), arrival.policy()));
            setup.breakers().forEach((provider, state) -> breakers.put(provider, new VirtualBreaker(state, this)));
            for (int number = 0; number < setup.nodes(); number++) {
                nodes.add(new VirtualNode("node-" + number, this));
            }
        }

        Trace toTheEnd() {
            agenda.at(setup.from(), this::begin);
            agenda.run(setup.until(), () -> open == 0);
            return recorder.trace(breakers.values());
        }

        private void begin() {
            breakers.values().forEach(VirtualBreaker::begin);
            nodes.forEach(VirtualNode::begin);
            setup.happenings()
                    .forEach(happening -> agenda.at(happening.at(), () -> {
                        VirtualBreaker breaker = breakers.get(happening.provider());
                        if (breaker != null) {
                            breaker.happens(happening);
                        }
                    }));
            open = setup.arrivals().size();
            int number = 0;
            for (Arrival arrival : setup.arrivals()) {
                VirtualNode node = nodes.get(number++ % nodes.size());
                agenda.at(arrival.receivedAt(), () -> new VirtualRequest(arrival, node, this).arrive());
            }
        }

        void concluded() {
            open--;
        }

        /** A breaker has written down a decision: nodes hear of it a little later. */
        void tell(BreakerView view, int decision) {
            for (VirtualNode node : nodes) {
                long delay = timing().view().draw(dice.of("view", view.provider() + node.name(), decision));
                agenda.at(agenda.now() + delay, () -> node.follow(view));
            }
        }

        Set<String> watched() {
            return breakers.keySet();
        }

        VirtualBreaker breaker(String provider) {
            VirtualBreaker breaker = breakers.get(provider);
            if (breaker == null) {
                throw new IllegalArgumentException("provider %s is not watched".formatted(provider));
            }
            return breaker;
        }

        List<CircuitId.Key> keys(String provider) {
            return setup.keys().getOrDefault(provider, List.of(new CircuitId.Key("0")));
        }

        Policy policy(String hash) {
            Policy policy = policies.get(hash);
            if (policy == null) {
                throw new IllegalArgumentException("no request came under policy " + hash);
            }
            return policy;
        }

        Reply reply(Ask ask) {
            return setup.providers().reply(ask);
        }

        Agenda agenda() {
            return agenda;
        }

        Dice dice() {
            return dice;
        }

        Timing timing() {
            return setup.timing();
        }

        Recorder recorder() {
            return recorder;
        }
    }
}
