package io.downclimb.api.config;

import io.downclimb.workflows.breaker.BreakerSettings;
import io.downclimb.workflows.breaker.BreakerSettings.Canary;
import io.downclimb.workflows.policy.Price;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@code models} declares: windows and prices, by {@code provider/model}. Models need not be declared. */
final class Models {
    private static final BigDecimal DEAREST = BigDecimal.valueOf(1_000_000);
    private static final Facts UNDECLARED = new Facts(null, null);

    /**
     * A model's facts.
     *
     * @param window in tokens; null where it is not declared
     * @param price null where it is not declared
     */
    record Facts(@Nullable Long window, @Nullable Price price) {}

    private final Map<String, Facts> declared = new HashMap<>();
    private final Map<String, Element> places;
    private final Set<String> named = new HashSet<>();

    private Models(Map<String, Element> places) {
        this.places = places;
    }

    static Models read(Section top, Set<String> providers) {
        Section section = top.names("models");
        Models models = new Models(section.members());
        section.members().forEach((name, at) -> models.declare(name, at, providers));
        return models;
    }

    Facts of(String provider, String model) {
        String name = provider + "/" + model;
        named.add(name);
        return declared.getOrDefault(name, UNDECLARED);
    }

    /** Counts the model of a provider's canary as used. */
    void useOfCanary(String provider, BreakerSettings breaker) {
        Canary canary = breaker.canary();
        if (canary != null) {
            named.add(provider + "/" + canary.model());
        }
    }

    /** Warns of declared models that nothing has asked for: mostly a slip of the pen, which loses a price. */
    void warnOfUnused(Warnings warnings) {
        places.forEach((name, at) -> {
            if (!named.contains(name)) {
                warnings.add(
                        at.key(), "no rung, judge or canary names this model, so its window and price are not used");
            }
        });
    }

    private void declare(String name, Element at, Set<String> providers) {
        int slash = name.indexOf('/');
        if (slash < 1 || slash == name.length() - 1) {
            at.mistake(name, "is not the name of a model", "write provider/model, such as claude/claude-sonnet-4-5");
            return;
        }
        String provider = name.substring(0, slash);
        if (!providers.contains(provider)) {
            at.mistake(
                    name,
                    "names the provider %s, which is not at providers".formatted(provider),
                    Suggestion.of(provider, providers));
        }
        Section section = at.section(Keys.MODEL);
        Scalar window = section.scalar("window");
        declared.put(name, new Facts(window == null ? null : window.wholeLong(1, 100_000_000), price(section)));
    }

    private static @Nullable Price price(Section model) {
        Element at = model.member("price");
        if (at == null) {
            return null;
        }
        Section section = at.section(Keys.PRICE);
        Scalar inputSetting = section.required("input", "give US dollars per million input tokens, such as 3.00");
        Scalar outputSetting = section.required("output", "give US dollars per million output tokens, such as 15.00");
        BigDecimal input = inputSetting == null ? null : inputSetting.decimal(DEAREST);
        BigDecimal output = outputSetting == null ? null : outputSetting.decimal(DEAREST);
        return input == null || output == null ? null : new Price(input, output);
    }
}
