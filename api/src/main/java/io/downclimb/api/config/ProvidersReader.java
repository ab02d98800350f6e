package io.downclimb.api.config;

import io.downclimb.activities.provider.Api;
import io.downclimb.activities.provider.Provider;
import io.downclimb.workflows.breaker.BreakerSettings;
import io.downclimb.workflows.status.StatusSource;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads {@code providers}. */
final class ProvidersReader {
    static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");
    private static final Map<String, Api> APIS = Arrays.stream(Api.values())
            .collect(Collectors.toMap(Api::key, Function.identity(), (one, other) -> one, LinkedHashMap::new));

    private final Warnings warnings;
    private final Map<String, Provider> present = new LinkedHashMap<>();
    private final Set<String> absent = new HashSet<>();
    private final Map<String, BreakerSettings> breakers = new HashMap<>();
    private final Map<String, StatusSource> statusPages = new HashMap<>();

    private ProvidersReader(Warnings warnings) {
        this.warnings = warnings;
    }

    static Providers read(Section top, Warnings warnings) {
        Section providers = top.names("providers");
        if (providers.members().isEmpty()) {
            providers.at().mistake(null, "names no provider", "name at least one, such as claude or openai");
        }
        ProvidersReader reader = new ProvidersReader(warnings);
        providers.members().forEach(reader::provider);
        return new Providers(
                reader.present, providers.members().keySet(), reader.absent, reader.breakers, reader.statusPages);
    }

    private void provider(String name, Element at) {
        if (!NAME.matcher(name).matches()) {
            at.mistake(name, "is not a name for a provider", "use small letters, digits and dashes, such as claude");
        }
        Section section = at.section(Keys.PROVIDER);
        boolean counts = WhenSet.holds(section);
        Scalar apiSetting = section.required("api", "write one of: " + String.join(", ", APIS.keySet()));
        Api api = apiSetting == null ? null : apiSetting.choice(APIS);
        URI baseUrl = baseUrl(section, api);
        boolean local = baseUrl != null && Loopback.is(baseUrl.getHost());
        List<String> keys = keys(section, counts, local || baseUrl == null);
        BreakerSettings breaker = BreakerReader.read(section);
        if (breaker != null) {
            breakers.put(name, breaker);
        }
        StatusSource statusPage = StatusReader.read(section);
        if (statusPage != null) {
            statusPages.put(name, statusPage);
        }
        if (!counts) {
            absent.add(name);
            return;
        }
        if (baseUrl != null && baseUrl.getScheme().equals("http") && !local) {
            warnings.add(at.key() + ".base-url", "keys and prompts go to %s unencrypted".formatted(baseUrl.getHost()));
        }
        if (api != null && baseUrl != null) {
            present.put(name, new Provider(name, api, baseUrl, keys));
        }
    }

    private static @Nullable URI baseUrl(Section section, @Nullable Api api) {
        Scalar setting = section.scalar("base-url");
        if (setting != null) {
            return BaseUrl.read(setting, api);
        }
        return section.member("base-url") == null && api != null ? BaseUrl.of(api) : null;
    }

    private static List<String> keys(Section section, boolean counts, boolean mayDefault) {
        Element member = section.member("keys");
        String fix = "write keys: [\"${NAME}\"], naming the environment variable that holds the key";
        if (member == null) {
            section.missing("keys", fix);
            return List.of();
        }
        if (member.node() == null || (member.isList() && member.list().isEmpty())) {
            member.mistake(null, "has no key", fix);
        }
        List<String> keys = new ArrayList<>();
        for (Element element : member.list()) {
            Scalar key = element.scalar();
            // Of a provider that is left out only the form is checked: its secrets are not on this machine.
            String secret = key == null ? null : counts ? Secrets.read(key, mayDefault) : formOf(key, mayDefault);
            if (secret != null) {
                keys.add(secret);
            }
        }
        return keys;
    }

    private static @Nullable String formOf(Scalar key, boolean mayDefault) {
        Secrets.isReference(key, mayDefault);
        return null;
    }
}
