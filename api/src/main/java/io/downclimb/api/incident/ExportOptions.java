package io.downclimb.api.incident;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the command line of {@code incident export} says.
 *
 * @param query of the node's address, such as {@code from=…&route=…}; empty for none
 * @param tokenVariable the environment variable that holds the token; null for no token
 * @param force whether a file that is there is replaced
 */
record ExportOptions(URI node, String query, @Nullable String tokenVariable, Path out, boolean force, boolean help) {
    static final String USAGE = """
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

    private static final Pattern AGE = Pattern.compile("(\\d{1,5})([dhm])");
    private static final Set<String> WITH_VALUE = Set.of(
            "--last", "--from", "--until", "--route", "--provider", "--request", "--url", "--token-env", "--out");
    private static final Set<String> ALONE = Set.of("--contents", "--force", "--help");

    /** The command line cannot be used as it is. The message says what to do. */
    static final class WrongUseException extends Exception {
        private static final long serialVersionUID = 1L;

        WrongUseException(String message) {
            super(message);
        }
    }

    static ExportOptions parse(List<String> arguments, Instant now) throws WrongUseException {
        Map<String, List<String>> given = split(arguments);
        String token = one(given, "--token-env");
        String url = one(given, "--url");
        String out = one(given, "--out");
        return new ExportOptions(
                node(url == null ? "http://127.0.0.1:8080" : url),
                query(given, now),
                token,
                Path.of(out == null ? "incident.zip" : out),
                given.containsKey("--force"),
                given.containsKey("--help"));
    }

    /** Where the node gives the file. */
    URI address() {
        String base = node.toString().replaceAll("/+$", "");
        return URI.create(base + "/v1/incident" + (query.isEmpty() ? "" : "?" + query));
    }

    private static String query(Map<String, List<String>> given, Instant now) throws WrongUseException {
        List<String> query = new ArrayList<>();
        String last = one(given, "--last");
        if (last != null && given.containsKey("--from")) {
            throw new WrongUseException("--last and --from are both given: give one of them");
        }
        if (last != null && given.containsKey("--until")) {
            throw new WrongUseException("--last reaches until now: give --from with --until");
        }
        if (last != null) {
            query.add("from=" + now.minus(age(last)).toEpochMilli());
        }
        for (String name : List.of("from", "until", "route", "provider", "request")) {
            for (String value : given.getOrDefault("--" + name, List.of())) {
                query.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
            }
        }
        if (given.containsKey("--contents")) {
            query.add("contents=true");
        }
        return String.join("&", query);
    }

    private static Map<String, List<String>> split(List<String> arguments) throws WrongUseException {
        Map<String, List<String>> given = new HashMap<>();
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String argument = rest.next();
            int equals = argument.indexOf('=');
            String flag = equals > 0 ? argument.substring(0, equals) : argument;
            flag = flag.equals("-h") ? "--help" : flag;
            if (!WITH_VALUE.contains(flag) && !ALONE.contains(flag)) {
                throw new WrongUseException("\"%s\" is not an option of incident export".formatted(argument));
            }
            if (ALONE.contains(flag) && equals > 0) {
                throw new WrongUseException("%s takes no value".formatted(flag));
            }
            String value = "";
            if (WITH_VALUE.contains(flag)) {
                value = equals > 0 ? argument.substring(equals + 1) : rest.hasNext() ? rest.next() : "";
                if (value.isBlank() || value.startsWith("--")) {
                    throw new WrongUseException("%s needs a value".formatted(flag));
                }
            }
            List<String> values = given.computeIfAbsent(flag, _ -> new ArrayList<>());
            if (!values.isEmpty() && !flag.equals("--request")) {
                throw new WrongUseException("%s is given twice".formatted(flag));
            }
            values.add(value);
        }
        return given;
    }

    private static @Nullable String one(Map<String, List<String>> given, String flag) {
        List<String> values = given.get(flag);
        return values == null ? null : values.getFirst();
    }

    private static URI node(String url) throws WrongUseException {
        try {
            URI node = new URI(url);
            boolean isHttp = "http".equals(node.getScheme()) || "https".equals(node.getScheme());
            if (isHttp && node.getHost() != null && node.getQuery() == null) {
                return node;
            }
            throw new URISyntaxException(url, "not of http");
        } catch (URISyntaxException e) {
            throw new WrongUseException("--url \"%s\" is no node's address: write http://HOST:PORT".formatted(url));
        }
    }

    private static Duration age(String text) throws WrongUseException {
        Matcher age = AGE.matcher(text);
        long count = age.matches() ? Long.parseLong(age.group(1)) : 0;
        if (count == 0) {
            throw new WrongUseException("--last \"%s\" is not an age: write 30m, 2h or 7d".formatted(text));
        }
        return switch (age.group(2)) {
            case "d" -> Duration.ofDays(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofMinutes(count);
        };
    }
}
