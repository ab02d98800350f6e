package io.downclimb.api.config;

import io.downclimb.workflows.status.StatusSource;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads {@code status} of a provider: where it says how it is. */
final class StatusReader {
    private static final Map<String, StatusSource.Kind> KINDS = Choices.of(StatusSource.Kind.class);
    private static final Set<String> SCHEMES = Set.of("http", "https");

    private StatusReader() {}

    /** Null where the key is absent, or once mistakes are told. */
    static @Nullable StatusSource read(Section provider) {
        if (provider.member("status") == null) {
            return null;
        }
        Section section = provider.section("status", Keys.STATUS);
        Scalar kindSetting = section.required("kind", "write one of: " + String.join(", ", KINDS.keySet()));
        StatusSource.Kind kind = kindSetting == null ? null : kindSetting.choice(KINDS);
        List<URI> urls = list(
                section,
                "urls",
                "names no page",
                "write urls: [https://…], the page's JSON; more than one are alternatives",
                StatusReader::url);
        List<String> components = list(
                section,
                "components",
                "names no component, so the page would say nothing of this provider",
                "write components: [id], the ids that the page's JSON has for what the provider runs on",
                Scalar::text);
        return kind == null || urls.isEmpty() || components.isEmpty() ? null : new StatusSource(kind, urls, components);
    }

    private static <T> List<T> list(
            Section section, String key, String problem, String fix, Function<Scalar, @Nullable T> read) {
        Element member = section.member(key);
        if (member == null) {
            section.missing(key, fix);
            return List.of();
        }
        List<Element> elements = member.list();
        if (member.node() == null || (member.isList() && elements.isEmpty())) {
            member.mistake(null, problem, fix);
        }
        List<T> values = new ArrayList<>();
        for (Element element : elements) {
            Scalar scalar = element.scalar();
            T value = scalar == null ? null : read.apply(scalar);
            if (value != null) {
                values.add(value);
            }
        }
        return values;
    }

    private static @Nullable URI url(Scalar setting) {
        String text = setting.text();
        if (text == null) {
            return null;
        }
        URI url = parse(text);
        if (url == null || url.getHost() == null || !SCHEMES.contains(String.valueOf(url.getScheme()))) {
            setting.mistake(
                    "is not a URL", "write a whole address, such as https://status.openai.com/api/v2/components.json");
            return null;
        }
        if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
            setting.mistakeWithoutValue(
                    "carries credentials or a fragment (not shown)", "write a public page's address, and nothing else");
            return null;
        }
        if (url.getScheme().equals("http") && !Loopback.is(url.getHost())) {
            setting.mistake(
                    "would ask another machine unencrypted, and anyone between could move your traffic",
                    "write https://…");
            return null;
        }
        return url;
    }

    private static @Nullable URI parse(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
