package io.downclimb.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The calls as the control plane shows them; API keys are masked. */
final class CallsJson {
    private static final Set<String> SECRET = Set.of("authorization", "x-api-key");

    private CallsJson() {}

    /**
     * Totals and calls.
     *
     * @param provider null: all of them
     */
    static ObjectNode of(Calls calls, @Nullable String provider) {
        List<Call> shown = provider == null ? calls.all() : calls.of(provider);
        ObjectNode body = FaultJson.MAPPER.createObjectNode();
        ObjectNode totals = body.putObject("totals");
        shown.stream().map(Call::provider).distinct().sorted().forEach(name -> totals.put(name, calls.total(name)));
        shown.forEach(call -> body.withArray("calls").add(of(call)));
        if (shown.isEmpty()) {
            body.putArray("calls");
        }
        return body;
    }

    private static ObjectNode of(Call call) {
        ObjectNode tree = FaultJson.MAPPER.valueToTree(call);
        ObjectNode headers = tree.withObject("/headers");
        SECRET.stream().filter(headers::has).forEach(name -> headers.put(name, "***"));
        return tree;
    }
}
