package io.downclimb.api.incident;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.api.command.CommandFailure;
import io.downclimb.api.command.CommandLine;
import io.downclimb.api.command.CommandSyntax;
import io.downclimb.api.command.Given;
import io.downclimb.incident.IncidentFormatException;
import io.downclimb.incident.story.Stories;
import io.downclimb.incident.story.Story;
import io.downclimb.incident.story.StoryJson;
import io.downclimb.incident.story.StoryText;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code downclimb debug}: one request's story in the terminal. Reads a node, or an incident file; writes nothing. */
public final class DebugCommand {
    private static final String USAGE = """
            usage: ./downclimb debug REQUEST [options]

            Tells what happened to a request: each step, what was known, why it was decided, and what was left of the
            deadline. REQUEST is its id, as in the header downclimb-request-id. Prompts and answers are not in it.

              --url URL           the node that is asked (default: as configured, else http://127.0.0.1:8080)
              --token-env NAME    the environment variable that holds a token of the node (default DOWNCLIMB_TOKEN)
              --incident FILE     read this incident file instead of asking a node
              --ui URL            where Temporal UI is (default http://127.0.0.1:8233)
              --namespace NAME    Temporal's namespace (default: as configured, else default)
              --json              for machines
              --help              this page
            """;

    private static final CommandSyntax SYNTAX = CommandSyntax.of(
                    "debug",
                    USAGE,
                    Set.of("--url", "--token-env", "--incident", "--ui", "--namespace"),
                    Set.of("--json"))
            .withOperand("request id");
    private static final String UI = "http://127.0.0.1:8233";
    private static final String USUAL_TOKEN = "DOWNCLIMB_TOKEN";

    private DebugCommand() {}

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(List.of(arguments), System.getenv(), isTerminal(), out, err));
    }

    /**
     * Runs the command.
     *
     * @param terminal whether what is printed goes to a terminal
     * @return the exit code: 0 when the story was told, 1 when there is none to tell (no node, no such request), 2 when the command line or a
     *     file is wrong
     */
    public static int run(
            List<String> arguments,
            Map<String, String> environment,
            boolean terminal,
            PrintStream out,
            PrintStream err) {
        return SYNTAX.run(arguments, out, err, line -> {
            boolean isColoured =
                    terminal && environment.getOrDefault("NO_COLOR", "").isEmpty();
            out.print(told(line, environment, isColoured));
        });
    }

    private static String told(CommandLine line, Map<String, String> environment, boolean isColoured)
            throws CommandFailure {
        String id = requestId(line);
        NodeAddress node = NodeAddress.of(line, environment);
        Story story;
        try {
            story = story(line, id, node, environment);
        } catch (IncidentFormatException e) {
            throw CommandFailure.wrongFile(e);
        }
        String link = link(line, story, node.namespace());
        if (line.has("--json")) {
            ObjectNode tree = StoryJson.tree(story);
            tree.put("temporalUi", link);
            return StoryJson.write(tree);
        }
        return "%s%nTemporal UI: %s%n".formatted(StoryText.of(story, isColoured), link);
    }

    private static boolean isTerminal() {
        return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    }

    private static String requestId(CommandLine line) throws CommandFailure {
        String id = line.operand(Given::text);
        if (id == null) {
            throw CommandFailure.wrongUse("debug needs the id of a request");
        }
        try {
            return UUID.fromString(id).toString();
        } catch (IllegalArgumentException e) {
            throw CommandFailure.wrongUse(
                    "\"%s\" is not the id of a request: write it as in the header downclimb-request-id".formatted(id));
        }
    }

    private static Story story(CommandLine line, String id, NodeAddress node, Map<String, String> environment)
            throws CommandFailure {
        Path given = line.value("--incident", Given::path);
        if (given != null) {
            return Stories.read(given, id)
                    .orElseThrow(() -> CommandFailure.unable(
                            "%s has no request %s".formatted(given, id),
                            "check the id, or leave out --incident to ask a node"));
        }
        Path fetched = null;
        try {
            fetched = Files.createTempFile("downclimb-", ".incident.zip");
            new Fetching(node.url(), token(line, environment)).fetch(id, fetched);
            return Stories.read(fetched, id)
                    .orElseThrow(() ->
                            CommandFailure.unable("%s has no request %s".formatted(node.url(), id), "check the id"));
        } catch (IOException e) {
            throw CommandFailure.unable(
                    "no temporary file can be written (%s)"
                            .formatted(e.getClass().getSimpleName()),
                    "make room in the folder for temporary files");
        } finally {
            delete(fetched);
        }
    }

    private static void delete(@Nullable Path file) {
        if (file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                file.toFile().deleteOnExit();
            }
        }
    }

    private static @Nullable String token(CommandLine line, Map<String, String> environment) throws CommandFailure {
        String named = line.value("--token-env", given -> given.variable(environment));
        if (named != null) {
            return named;
        }
        String usual = environment.getOrDefault(USUAL_TOKEN, "").strip();
        return usual.isEmpty() ? null : usual;
    }

    private static String link(CommandLine line, Story story, String namespace) throws CommandFailure {
        URI ui = line.value("--ui", Given::address, UI);
        String workflow =
                "%s/namespaces/%s/workflows/%s".formatted(ui, encoded(namespace), encoded(story.workflowId()));
        String run = story.runId();
        return run == null ? workflow : "%s/%s/history".formatted(workflow, encoded(run));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
