package io.downclimb.api.config;

/**
 * The Temporal service that carries requests on.
 *
 * @param target host:port of its frontend
 * @param tls whether the connection is encrypted, with the certificate authorities that Java knows
 */
public record Engine(String target, String namespace, String taskQueue, boolean tls) {
    static final Engine DEFAULT = new Engine("127.0.0.1:7233", "default", "downclimb", false);
}
