package io.downclimb.api.http;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.http.server.HttpServerConfiguration;

/** Doors without tokens are open to whoever reaches them, so without tokens only this machine may. Otherwise start-up fails. */
@Context
final class ListenRule {
    ListenRule(HttpServerConfiguration server, Tokens tokens) {
        String host = server.getHost().orElse("every address");
        if (tokens.open() && !loopback(host)) {
            throw new ConfigurationException(
                    "server.host is " + host
                            + " and server.tokens is empty: list the SHA-256 hash of at least one token, or listen on 127.0.0.1");
        }
    }

    private static boolean loopback(String host) {
        return host.equals("localhost")
                || host.equals("::1")
                || host.equals("[::1]")
                || host.matches("127(\\.[0-9]{1,3}){3}");
    }
}
