package io.downclimb.api.http;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.api.request.Label;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who answered, honestly. */
@Schema(name = "Label", description = "Who answered, honestly")
record LabelView(
        @Schema(description = "The rung that served: cache, primary, secondary, canned, …; null where none did")
        @Nullable
        String tier,

        @Nullable String provider,
        @Nullable String model,

        @Schema(description = "Not what the route gives on a good day")
        boolean degraded,

        @Schema(description = "What to tell the user, where the rung has something to say") @Nullable
        String notice,

        @Schema(description = "Why it is degraded, as tier:CLASS in the order met")
        List<String> reasons,

        @Schema(description = "Calls made to providers") int attempts,

        @Schema(description = "Rungs passed over, with reasons")
        List<String> skipped,

        @Schema(description = "Parameters the serving format does not know")
        List<String> dropped,

        @Schema(description = "Cost of every attempt, in US dollars; null where no price is declared") @Nullable
        BigDecimal costUsd) {
    static LabelView of(Label label) {
        return new LabelView(
                label.tier(),
                label.provider(),
                label.model(),
                label.degraded(),
                label.notice(),
                label.reasons(),
                label.attempts(),
                label.skipped(),
                label.dropped(),
                label.cost());
    }

    /** The model that answered. A canned text is no model's, and does not borrow the name of one. */
    static String model(Label label) {
        return label.model() == null ? "downclimb/" + requireNonNullElse(label.tier(), "none") : label.model();
    }

    /** The label with the id of its request: the {@code downclimb} object of the compatible doors. */
    static ObjectNode json(String requestId, Label label) {
        ObjectNode json = Json.object().put("request_id", requestId);
        json.setAll(Json.tree(of(label)));
        return json;
    }
}
