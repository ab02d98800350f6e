package io.downclimb.activities.provider;

import java.net.URI;
import java.util.List;

/**
 * A service that runs models.
 *
 * @param baseUrl without a trailing slash; openai-chat appends {@code /chat/completions}, anthropic-messages appends
 *     {@code /v1/messages}, gemini appends {@code /v1beta/models/…}
 * @param keys secrets; the first that is not known to be refused is used
 */
public record Provider(String name, Api api, URI baseUrl, List<String> keys) {
    public Provider {
        keys = List.copyOf(keys);
    }

    /** The same provider, called with this key. */
    public Provider with(String key) {
        return new Provider(name, api, baseUrl, List.of(key));
    }

    /** Without the keys, so that none can reach a log. */
    @Override
    public String toString() {
        return "Provider[%s, %s, %s]".formatted(name, api.key(), baseUrl);
    }
}
