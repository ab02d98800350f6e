package io.downclimb.api.incident;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind a verb: options ({@code --name value}, {@code --name=value} or {@code --name}) and, among them, words.
 *
 * @param options by name; the empty text for those without a value
 */
record CommandLine(String verb, Map<String, String> options, List<String> words) {
    CommandLine {
        options = Map.copyOf(options);
        words = List.copyOf(words);
    }

    /**
     * Reads the arguments.
     *
     * @param withValue options that take a value
     * @param alone options that take none, beside {@code --help}
     */
    static CommandLine parse(String verb, List<String> arguments, Set<String> withValue, Set<String> alone)
            throws CommandFailure {
        Map<String, String> options = new HashMap<>();
        List<String> words = new ArrayList<>();
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String argument = rest.next();
            if (!argument.startsWith("-")) {
                words.add(argument);
                continue;
            }
            int equals = argument.indexOf('=');
            String name = equals > 0 ? argument.substring(0, equals) : argument;
            name = name.equals("-h") ? "--help" : name;
            String value = "";
            if (withValue.contains(name)) {
                value = equals > 0 ? argument.substring(equals + 1) : rest.hasNext() ? rest.next() : "";
                if (value.isBlank() || value.startsWith("--")) {
                    throw CommandFailure.wrongUse("%s needs a value".formatted(name));
                }
            } else if (!alone.contains(name) && !name.equals("--help")) {
                throw CommandFailure.wrongUse("\"%s\" is not an option of %s".formatted(argument, verb));
            } else if (equals > 0) {
                throw CommandFailure.wrongUse("%s takes no value".formatted(name));
            }
            if (options.put(name, value) != null) {
                throw CommandFailure.wrongUse("%s is given twice".formatted(name));
            }
        }
        return new CommandLine(verb, options, words);
    }

    boolean has(String option) {
        return options.containsKey(option);
    }

    @Nullable
    String value(String option) {
        return options.get(option);
    }

    @Nullable
    Path path(String option) throws CommandFailure {
        String text = value(option);
        return text == null ? null : path(option, text);
    }

    static Path path(String name, String text) throws CommandFailure {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw CommandFailure.wrongUse("%s \"%s\" is not a path".formatted(name, text));
        }
    }

    int whole(String option, int otherwise, int least, int most) throws CommandFailure {
        String text = value(option);
        if (text == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, like a number out of range.
        }
        throw CommandFailure.wrongUse(
                "%s \"%s\" is not a whole number from %d to %d".formatted(option, text, least, most));
    }

    /** The only word there is; null where there is none. */
    @Nullable
    String only(String meaning) throws CommandFailure {
        if (words.size() > 1) {
            throw CommandFailure.wrongUse("%s takes one %s, not %d".formatted(verb, meaning, words.size()));
        }
        return words.isEmpty() ? null : words.getFirst();
    }
}
