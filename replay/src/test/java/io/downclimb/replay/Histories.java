package io.downclimb.replay;

import io.downclimb.incident.IncidentHistory;
import io.temporal.common.WorkflowExecutionHistory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Histories of workflows of all types, recorded from the real stack and named for what they pin. See docs/replay.md. */
final class Histories {
    /** What must be there, so that nothing is lost when they are recorded again. */
    static final List<String> EXPECTED = List.of(
            "answered-before-the-cancel-was-seen",
            "before-breakers/cache-answers",
            "before-breakers/cancelled-during-a-wait",
            "before-breakers/lost-worker-recalled",
            "before-breakers/secondary-answers-after-overload",
            "before-one-commit/answered-before-the-cancel-was-seen",
            "before-one-commit/cache-answers",
            "before-one-commit/cancelled-during-an-attempt",
            "before-one-commit/canned-answers",
            "before-one-commit/live-call-at-the-callers-node",
            "before-one-commit/lost-worker-recalled-with-its-result",
            "before-one-commit/primary-answers",
            "before-one-commit/primary-answers-a-keyed-request",
            "before-one-commit/primary-answers-after-a-retry",
            "before-one-commit/recorded-attempts-are-not-made-again",
            "before-one-commit/secondary-answers-after-overload",
            "breaker-continues-anew",
            "breaker-goes-on-after-continuing",
            "breaker-latches-a-key",
            "breaker-obeys-an-operator",
            "breaker-trips-and-comes-back",
            "cache-answers",
            "cancelled-before-the-answer-was-seen",
            "cancelled-during-a-wait",
            "cancelled-during-an-attempt",
            "canned-answers",
            "concluded-before-the-start",
            "concluded-during-a-wait",
            "concluded-during-an-attempt",
            "content-policy-stops",
            "every-rung-failed",
            "held-since-retries-are-spent",
            "held-since-the-breaker-opened",
            "inline-above-an-activity",
            "inline-answers",
            "inline-answers-after-a-retry",
            "inline-answers-after-long",
            "inline-cancelled-during-an-attempt",
            "inline-canned-answers",
            "inline-concluded-during-an-attempt",
            "inline-lost-worker-after-its-record",
            "inline-lost-worker-sent-again",
            "inline-lost-worker-that-had-spoken-up",
            "inline-recalled-with-its-result",
            "inline-secondary-answers-after-overload",
            "judge-does-not-answer",
            "judge-scores-an-answer",
            "kept-back-by-an-open-breaker",
            "larger-window-answers",
            "live-call-after-the-callers-node-was-lost",
            "live-call-at-the-callers-node",
            "lost-worker-cancelled",
            "lost-worker-recalled",
            "lost-worker-recalled-with-its-result",
            "lost-worker-sent-again",
            "no-time-was-left",
            "no-window-is-large-enough",
            "primary-answers",
            "primary-answers-a-keyed-request",
            "primary-answers-after-a-retry",
            "primary-answers-after-the-wait-it-asked-for",
            "primary-refuses",
            "recorded-attempts-are-not-made-again",
            "second-key-answers",
            "secondary-answers-after-a-cut",
            "secondary-answers-after-a-refused-key",
            "secondary-answers-after-a-rejection",
            "secondary-answers-after-overload",
            "secondary-answers-after-quota",
            "secondary-answers-after-silence",
            "secondary-answers-what-primary-cannot-carry",
            "stale-cache-answers",
            "status-page-is-read");

    private static final Path FOLDER = folder();

    private Histories() {}

    /** The names of all histories in the folder, in order. */
    static Stream<String> names() {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files
                    .filter(Files::isRegularFile)
                    .map(file -> FOLDER.relativize(file).toString().replace('\\', '/'))
                    .map(file -> file.replaceFirst("\\.json$", ""))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String json(String name) {
        try {
            return Files.readString(FOLDER.resolve(name + ".json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As an incident file holds it. */
    static IncidentHistory of(String name) {
        return of(name, json(name));
    }

    /** The same with other text. */
    static IncidentHistory of(String name, String json) {
        var started = WorkflowExecutionHistory.fromJson(json)
                .getEvents()
                .getFirst()
                .getWorkflowExecutionStartedEventAttributes();
        String type = started.getWorkflowType().getName();
        return new IncidentHistory(
                type.toLowerCase(Locale.ROOT) + "/" + name, started.getOriginalExecutionRunId(), type, json);
    }

    private static Path folder() {
        try {
            return Path.of(Histories.class.getResource("/histories").toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
