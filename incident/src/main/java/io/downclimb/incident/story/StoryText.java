package io.downclimb.incident.story;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A story for a terminal, at most {@link #WIDTH} columns wide. What a file says goes to the terminal without control characters, since files come
 * from anywhere.
 */
public final class StoryText {
    public static final int WIDTH = 100;
    private static final int TIME = 11;
    private static final int KIND = 11;
    private static final String INDENT = " ".repeat(TIME + KIND);
    private static final String RESET = "\u001b[0m";

    private StoryText() {}

    /**
     * Writes a story as lines.
     *
     * @param colour whether kinds of steps have colours, by ANSI sequences
     */
    public static String of(Story story, boolean colour) {
        List<String> lines = new ArrayList<>();
        lines.add("request %s on route %s".formatted(plain(story.requestId()), plain(story.route())));
        lines.addAll(wrap(summary(story), ""));
        lines.addAll(wrap("workflow " + plain(story.workflowId()), ""));
        if (story.runId() != null) {
            lines.addAll(wrap("run " + plain(story.runId()), ""));
        }
        lines.addAll(wrap("policy " + plain(story.policyHash()), ""));
        for (String note : story.notes()) {
            lines.add("");
            lines.addAll(wrap("Note: " + plain(note), ""));
        }
        lines.add("");
        for (Step step : story.steps()) {
            lines.addAll(lines(step, colour));
        }
        return String.join("\n", lines) + "\n";
    }

    private static String summary(Story story) {
        Long after = story.concludedAfterMs();
        if (story.outcome() == null || after == null) {
            return "not concluded; its deadline is %s after arrival".formatted(Units.time(story.deadlineMs()));
        }
        return "%s%s%s %s after arrival, of %s%s"
                .formatted(
                        plain(story.outcome()),
                        story.tier() == null ? "" : " by " + plain(story.tier()),
                        story.degraded() ? ", degraded," : "",
                        Units.time(after),
                        Units.time(story.deadlineMs()),
                        story.costUsd() == null ? "" : ", for " + story.costUsd() + " USD");
    }

    private static List<String> lines(Step step, boolean colour) {
        String kind = step.kind().name().toLowerCase(Locale.ROOT);
        String time = String.format(Locale.ROOT, "%,d ms", step.atMs());
        String head = " ".repeat(Math.max(0, TIME - 2 - time.length())) + time + "  " + kind
                + " ".repeat(KIND - kind.length());
        List<String> text = wrap(plain(step.text()), INDENT);
        List<String> lines = new ArrayList<>();
        String first = text.getFirst().substring(INDENT.length());
        lines.add(colour ? head.replace(kind, colour(step.kind()) + kind + RESET) + first : head + first);
        lines.addAll(text.subList(1, text.size()));
        step.details().forEach(detail -> lines.addAll(wrap(plain(detail), INDENT + "  ")));
        String left = left(step);
        if (left != null) {
            lines.addAll(wrap(left, INDENT + "  "));
        }
        return lines;
    }

    private static @Nullable String left(Step step) {
        Long deadline = step.deadlineLeftMs();
        Long rung = step.rungLeftMs();
        if (deadline == null) {
            return null;
        }
        String ofDeadline = deadline < 0
                ? "the deadline was over since " + Units.time(-deadline)
                : "left: %s of the deadline".formatted(Units.time(deadline));
        if (rung == null) {
            return ofDeadline;
        }
        return ofDeadline
                + (rung < 0
                        ? ", the rung's budget was over since " + Units.time(-rung)
                        : ", %s of the rung's budget".formatted(Units.time(rung)));
    }

    /** Breaks at spaces; a word that is longer than a line is cut. What follows the first line stands two further in. */
    private static List<String> wrap(String text, String indent) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        String before = indent;
        while (before.length() + rest.length() > WIDTH) {
            int room = WIDTH - before.length();
            int space = rest.lastIndexOf(' ', room);
            boolean isCut = space <= leading(rest);
            int end = isCut ? room : space;
            lines.add(before + rest.substring(0, end));
            rest = rest.substring(isCut ? end : end + 1);
            before = indent + "  ";
        }
        lines.add(before + rest);
        return lines;
    }

    private static int leading(String text) {
        return text.length() - text.stripLeading().length();
    }

    private static String plain(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints()
                .forEach(point -> plain.appendCodePoint(
                        Character.isISOControl(point) || Character.getType(point) == Character.FORMAT ? '?' : point));
        return plain.toString();
    }

    private static String colour(Step.Kind kind) {
        return switch (kind) {
            case ARRIVED, KNEW, AFTERWARDS -> "\u001b[2m";
            case DECIDED, CALLED -> "\u001b[36m";
            case BROUGHT -> "\u001b[34m";
            case LOST, BREAKER -> "\u001b[33m";
            case CONCLUDED -> "\u001b[32m";
        };
    }
}
