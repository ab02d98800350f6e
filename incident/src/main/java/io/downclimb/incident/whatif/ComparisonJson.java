package io.downclimb.incident.whatif;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A comparison as JSON. Shares are 0..1, times in ms, {@code offset} in seconds from the incident's beginning, costs in US dollars. */
final class ComparisonJson {
    private ComparisonJson() {}

    static String of(Comparison comparison) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("from", comparison.from());
        json.put("runs", comparison.unchanged().figures().size());
        ArrayNode rows = json.putArray("rows");
        for (Row row : comparison.rows()) {
            ObjectNode one = rows.addObject();
            one.put("key", row.key());
            one.put("unit", row.unit().name().toLowerCase(Locale.ROOT));
            one.put("recorded", row.recorded());
            spread(one, "unchanged", row.unchanged());
            spread(one, "changed", row.changed());
        }
        grounds(json.putObject("unchangedGrounds"), comparison.unchanged().grounds());
        Runs changed = comparison.changed();
        if (changed != null) {
            grounds(json.putObject("changedGrounds"), changed.grounds());
        }
        ArrayNode notes = json.putArray("notes");
        comparison.notes().forEach(notes::add);
        return json.toPrettyString();
    }

    private static void spread(ObjectNode row, String name, @Nullable Spread spread) {
        if (spread == null) {
            row.putNull(name);
            return;
        }
        row.putObject(name)
                .put("median", spread.median())
                .put("least", spread.least())
                .put("most", spread.most())
                .put("runs", spread.runs());
    }

    private static void grounds(ObjectNode json, Grounds grounds) {
        json.put("calls", grounds.calls())
                .put("recorded", grounds.share(grounds.recorded()))
                .put("near", grounds.share(grounds.near()))
                .put("far", grounds.share(grounds.far()))
                .put("assumed", grounds.share(grounds.assumed()))
                .put("distant", grounds.share(grounds.distant()))
                .put("held", grounds.share(grounds.held()));
    }
}
