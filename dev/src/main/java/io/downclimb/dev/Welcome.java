package io.downclimb.dev;

import io.downclimb.api.Node;
import io.downclimb.api.config.Configuration;
import io.downclimb.simulator.Simulator;

/** What a newcomer needs next: where everything is, and lines that work as pasted. */
final class Welcome {
    private Welcome() {}

    static String text(Node node, int temporalUiPort, Simulator demo, Configuration configuration) {
        String route = configuration.routes().keySet().iterator().next();
        return """

                Downclimb is up.
                  API             %1$s            (reference: %1$s/docs)
                  Temporal UI     http://127.0.0.1:%2$d
                  demo providers  %3$s            (break them: see below)
                  routes          %4$s

                Ask:
                  curl -s %1$s/v1/chat/completions -H 'content-type: application/json' \\
                    -d '{"model":"%5$s","messages":[{"role":"user","content":"Where is my order?"}]}'

                Break the primary, ask again, mend it:
                  curl -s -X PUT %3$s/simulator/faults/demo-primary -d '{"kind":"status","status":529}'
                  curl -s -X DELETE %3$s/simulator/faults

                Ctrl-C stops everything. The data stay for the next start.
                """.formatted(
                        node.uri(),
                        temporalUiPort,
                        demo.baseUrl(),
                        String.join(", ", configuration.routes().keySet()),
                        route);
    }
}
