package io.downclimb.api.incident;

import io.downclimb.api.command.CommandFailure;
import io.downclimb.api.command.CommandLine;
import io.downclimb.api.command.CommandSyntax;
import io.downclimb.api.command.Given;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What the command line of {@code incident export} says.
 *
 * @param query of the node's address, such as {@code from=…&route=…}; empty for none
 * @param force whether a file that is there is replaced
 */
record ExportOptions(URI node, String query, Path out, boolean force) {
    private static final String USAGE = """
            usage: ./downclimb incident export [options]

            Writes what a node remembers of a stretch of time to one file: requests, attempts, breakers, histories; no
            prompts and answers. See docs/incidents.md.

              --last 2h           requests of the last 30m, 2h, 7d (default: the last hour)
              --from TIME         requests from this time on: 2026-11-21T12:00:00Z, or milliseconds since 1970
              --until TIME        requests before this time (default: now)
              --route NAME        only this route
              --provider NAME     only requests that called, or would have called, this provider
              --request ID        only this request; may be repeated
              --contents          with prompts and answers, where the node's incident.contents allows it
              --url URL           the node (default http://127.0.0.1:8080)
              --token-env NAME    the environment variable that holds the node's token
              --out FILE          where to write (default incident.zip)
              --force             replace the file if it is there
              --help              this page
            """;

    static final CommandSyntax SYNTAX = CommandSyntax.of(
                    "incident",
                    USAGE,
                    Set.of(
                            "--last",
                            "--from",
                            "--until",
                            "--route",
                            "--provider",
                            "--request",
                            "--url",
                            "--token-env",
                            "--out"),
                    Set.of("--contents", "--force"))
            .withOperand("action")
            .withRepeatable(Set.of("--request"));

    static ExportOptions of(CommandLine line, Instant now) throws CommandFailure {
        return new ExportOptions(
                line.value("--url", Given::address, "http://127.0.0.1:8080"),
                query(line, now),
                line.value("--out", Given::path, "incident.zip"),
                line.has("--force"));
    }

    /** Where the node gives the file. */
    URI address() {
        return URI.create(node + "/v1/incident" + (query.isEmpty() ? "" : "?" + query));
    }

    private static String query(CommandLine line, Instant now) throws CommandFailure {
        List<String> query = new ArrayList<>();
        Duration last = line.value("--last", Given::age);
        if (last != null && line.has("--from")) {
            throw CommandFailure.wrongUse("--last and --from are both given: give one of them");
        }
        if (last != null && line.has("--until")) {
            throw CommandFailure.wrongUse("--last reaches until now: give --from with --until");
        }
        if (last != null) {
            query.add("from=" + now.minus(last).toEpochMilli());
        }
        for (String name : List.of("from", "until", "route", "provider", "request")) {
            for (String value : line.values("--" + name)) {
                query.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
            }
        }
        if (line.has("--contents")) {
            query.add("contents=true");
        }
        return String.join("&", query);
    }
}
