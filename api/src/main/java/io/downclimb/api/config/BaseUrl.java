package io.downclimb.api.config;

import io.downclimb.activities.provider.Api;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where a provider answers, without a trailing slash. */
final class BaseUrl {
    private static final Set<String> SCHEMES = Set.of("http", "https");

    private BaseUrl() {}

    /** The provider's own address, where the file names none. */
    static URI of(Api api) {
        return switch (api) {
            case OPENAI_CHAT -> URI.create("https://api.openai.com/v1");
            case ANTHROPIC_MESSAGES -> URI.create("https://api.anthropic.com");
            case GEMINI -> URI.create("https://generativelanguage.googleapis.com");
        };
    }

    /** Null, once the mistake is told, where the value is not a usable address. */
    static @Nullable URI read(Scalar setting, @Nullable Api api) {
        String text = setting.text();
        if (text == null) {
            return null;
        }
        URI url = parse(text.replaceAll("/+$", ""));
        if (url == null || url.getHost() == null || !SCHEMES.contains(String.valueOf(url.getScheme()))) {
            setting.mistake("is not a URL", "write a whole address, such as https://api.openai.com/v1");
            return null;
        }
        if (url.getRawUserInfo() != null || url.getRawQuery() != null || url.getRawFragment() != null) {
            setting.mistakeWithoutValue(
                    "carries credentials, a query or a fragment (not shown)",
                    "write scheme, host, port and path only; keys belong to keys:");
            return null;
        }
        if (api == Api.ANTHROPIC_MESSAGES && url.getPath().endsWith("/v1")) {
            setting.mistake("ends in /v1, which anthropic-messages appends itself", "leave /v1 out");
            return null;
        }
        String version = url.getPath().replaceFirst("^.*/", "");
        if (api == Api.GEMINI && (version.equals("v1beta") || version.equals("v1"))) {
            setting.mistake(
                    "ends in /%s, but gemini appends /v1beta itself".formatted(version),
                    "leave /%s out".formatted(version));
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
