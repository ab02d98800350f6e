package io.downclimb.api.config;

import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The environment's variables, and {@code ${NAME}} and {@code ${NAME:default}} in values. A blank variable is as good as
 * none, since compose files and shells pass those on. Two dollar signs before a brace stand for a literal one.
 *
 * @param isDraft nothing is to be started with it: variables that are not set, and secrets, are taken as given
 */
record Environment(Map<String, String> variables, boolean isDraft) {
    /** What a variable that is not set stands for in a draft: good as a host, a port and a name. */
    private static final String ANY = "1";

    static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    static final Pattern REFERENCE = Pattern.compile("\\$\\{(" + NAME + ")(?::([^}]*))?\\}");
    private static final Pattern PIECE = Pattern.compile("\\$\\$\\{|" + REFERENCE + "|\\$\\{");

    Environment {
        variables = Map.copyOf(variables);
    }

    Environment(Map<String, String> variables) {
        this(variables, false);
    }

    @Nullable
    String get(String name) {
        String value = variables.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    boolean has(String name) {
        return isDraft || get(name) != null;
    }

    /**
     * The text with every reference replaced; null, once the mistake is told, where that cannot be.
     *
     * @param mistake takes a problem and its fix
     */
    @Nullable
    String expand(String text, BiConsumer<String, String> mistake) {
        Matcher piece = PIECE.matcher(text);
        StringBuilder expanded = new StringBuilder();
        boolean whole = true;
        while (piece.find()) {
            String replacement = piece.group().equals("$${") ? "${" : resolve(piece.group(1), piece.group(2), mistake);
            whole &= replacement != null;
            piece.appendReplacement(expanded, Matcher.quoteReplacement(replacement == null ? "" : replacement));
        }
        piece.appendTail(expanded);
        return whole ? expanded.toString() : null;
    }

    private @Nullable String resolve(
            @Nullable String name, @Nullable String fallback, BiConsumer<String, String> mistake) {
        if (name == null) {
            mistake.accept(
                    "has a ${ that does not begin a reference",
                    "write ${NAME} or ${NAME:default}, or $${ for a literal ${");
            return null;
        }
        if (fallback != null && fallback.startsWith("-")) {
            mistake.accept(
                    "uses the shell's form of a default for %s".formatted(name),
                    "write ${%s:default}, without the dash".formatted(name));
            return null;
        }
        String value = get(name);
        if (value == null && fallback == null && isDraft) {
            return ANY;
        }
        if (value == null && fallback == null) {
            mistake.accept(
                    "needs the environment variable %s, which is not set".formatted(name),
                    "set %s, or give a default: ${%s:default}".formatted(name, name));
        }
        return value == null ? fallback : value;
    }
}
