package io.downclimb.embedded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The command line of the Temporal dev server: the same namespace, search attributes and tuning for the dev command and the tests. */
final class TemporalCommand {
    static final String NAMESPACE = "default";

    /** What requests are found by in Temporal's UI. */
    static final Map<String, String> SEARCH_ATTRIBUTES = Map.of(
            "DownclimbRoute", "Keyword",
            "DownclimbTier", "Keyword",
            "DownclimbProvider", "Keyword",
            "DownclimbDegraded", "Bool");

    private static final List<String> DYNAMIC_CONFIGURATION = List.of(
            "system.enableActivityEagerExecution=true",
            "system.enableEagerWorkflowStart=true",
            // What the UI lists is told once a second: a request that has ended by then is written once, not twice.
            "history.visibilityProcessorMaxPollRPS=1",
            "history.visibilityTaskBatchSize=1000",
            "frontend.enableServerVersionCheck=false");

    /** The server collects its garbage at five times what lives, not at twice: it lives in little, and is waited for. */
    static final Map<String, String> ENVIRONMENT = Map.of("GOGC", "400");

    private TemporalCommand() {}

    static List<String> of(
            Path binary, int grpcPort, int uiPort, @Nullable Path databaseFile, LocalTemporal.Options options) {
        List<String> command = new ArrayList<>(List.of(binary.toString(), "server", "start-dev"));
        command.addAll(List.of("--ip", "127.0.0.1", "--port", Integer.toString(grpcPort)));
        command.addAll(List.of("--namespace", NAMESPACE, "--log-level", "error", "--log-format", "text"));
        options.furtherNamespaces().forEach(name -> command.addAll(List.of("--namespace", name)));
        if (uiPort < 0) {
            command.add("--headless");
        } else {
            command.addAll(List.of("--ui-port", Integer.toString(uiPort)));
        }
        if (databaseFile != null) {
            command.addAll(List.of("--db-filename", databaseFile.toString()));
            command.addAll(List.of("--sqlite-pragma", "journal_mode=WAL", "--sqlite-pragma", "synchronous=NORMAL"));
        }
        new TreeMap<>(SEARCH_ATTRIBUTES)
                .forEach((name, type) -> command.addAll(List.of("--search-attribute", name + "=" + type)));
        DYNAMIC_CONFIGURATION.forEach(value -> command.addAll(List.of("--dynamic-config-value", value)));
        options.dynamicConfiguration().forEach(value -> command.addAll(List.of("--dynamic-config-value", value)));
        return command;
    }
}
