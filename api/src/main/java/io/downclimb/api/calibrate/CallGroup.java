package io.downclimb.api.calibrate;

import io.downclimb.workflows.breaker.CallDetector;
import io.downclimb.workflows.calibration.CallRecord;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Calls that one detector hears together.
 *
 * @param detector {@code errors} or {@code validators}, as the configuration has it
 * @param model where the provider is watched by model; null for all of its models
 * @param route for validators; null for errors, which all routes share
 * @param tier for validators; null for errors
 * @param classes how often calls were bad, by the class of the failure or the name of the validator
 * @param passedOver calls that are no news
 * @param present the detector that is configured now; null where none is known
 */
record CallGroup(
        String detector,
        String provider,
        @Nullable String model,
        @Nullable String route,
        @Nullable String tier,
        CallRecord calls,
        Map<String, Long> classes,
        long passedOver,
        @Nullable CallDetector present) {
    CallGroup {
        classes = Map.copyOf(classes);
    }

    boolean isErrors() {
        return detector.equals("errors");
    }

    String title() {
        return isErrors()
                ? "Errors of %s".formatted(model == null ? provider : provider + "/" + model)
                : "Validators of %s, %s (%s)".formatted(route, tier, provider);
    }
}
