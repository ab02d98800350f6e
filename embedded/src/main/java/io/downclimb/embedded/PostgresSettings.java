package io.downclimb.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The server settings of an embedded PostgreSQL: loopback only, no Unix socket. Without durability what is committed
 * still survives the death of the server, not that of the machine.
 */
final class PostgresSettings {
    private PostgresSettings() {}

    static List<String> arguments(int port, boolean durable) {
        Map<String, String> settings = new TreeMap<>(Map.of(
                "port", Integer.toString(port),
                "listen_addresses", "127.0.0.1",
                "unix_socket_directories", "",
                "max_connections", "200",
                "timezone", "UTC",
                "log_timezone", "UTC",
                "log_checkpoints", "off",
                "jit", "off",
                // Counts statements for whoever creates its extension in a database: what a request costs is tested.
                "shared_preload_libraries", "pg_stat_statements"));
        if (!durable) {
            settings.putAll(Map.of("fsync", "off", "full_page_writes", "off"));
        }
        List<String> arguments = new ArrayList<>();
        settings.forEach((name, value) -> {
            arguments.add("-c");
            arguments.add(name + "=" + value);
        });
        return arguments;
    }
}
