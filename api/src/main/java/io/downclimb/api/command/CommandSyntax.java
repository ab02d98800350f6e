package io.downclimb.api.command;

import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a verb takes, beside {@code --help}, which all take. An option with a value is written {@code --name value} or {@code --name=value};
 * options and the operand stand in any order.
 *
 * @param verb as it is named in messages
 * @param page what is shown for {@code --help}; it names every option
 * @param operand what the one argument that is no option means, such as {@code request id}; null where there is none
 * @param values names of options with a value
 * @param repeatable those of {@code values} that may be given several times
 * @param flags names of options without a value
 */
public record CommandSyntax(
        String verb,
        String page,
        @Nullable String operand,
        Set<String> values,
        Set<String> repeatable,
        Set<String> flags) {
    static final String HELP = "--help";
    private static final int DONE = 0;

    /** What the verb does. */
    public interface Action {
        void run(CommandLine line) throws CommandFailure;
    }

    public CommandSyntax {
        values = Set.copyOf(values);
        repeatable = Set.copyOf(repeatable);
        flags = Set.copyOf(flags);
        if (!values.containsAll(repeatable)) {
            throw new IllegalArgumentException("%s: what is repeatable has a value".formatted(verb));
        }
        Stream.of(values, flags, Set.of(HELP)).flatMap(Set::stream).forEach(name -> {
            if (!page.contains("  " + name + " ")) {
                throw new IllegalArgumentException("%s: the help page does not tell of %s".formatted(verb, name));
            }
        });
    }

    /** A verb without an operand, none of whose options may be repeated. */
    public static CommandSyntax of(String verb, String page, Set<String> values, Set<String> flags) {
        return new CommandSyntax(verb, page, null, values, Set.of(), flags);
    }

    /** The same, with an operand of this meaning. */
    public CommandSyntax withOperand(String meaning) {
        return new CommandSyntax(verb, page, meaning, values, repeatable, flags);
    }

    /** The same, where these options may be given several times. */
    public CommandSyntax withRepeatable(Set<String> names) {
        return new CommandSyntax(verb, page, operand, values, names, flags);
    }

    /**
     * Runs the verb, or shows its help page if that is asked for.
     *
     * @return the exit code: 0 when it was done, otherwise that of the failure, which was told to {@code err}
     */
    public int run(List<String> arguments, PrintStream out, PrintStream err, Action action) {
        try {
            CommandLine line = read(arguments);
            if (line.has(HELP)) {
                out.print(page);
                return DONE;
            }
            action.run(line);
            return DONE;
        } catch (CommandFailure e) {
            return e.tell(verb, err);
        }
    }

    /** Reads the arguments; fails on the first that the verb does not take. */
    public CommandLine read(List<String> arguments) throws CommandFailure {
        Map<String, List<String>> options = new HashMap<>();
        List<String> operands = new ArrayList<>();
        Deque<String> rest = new ArrayDeque<>(arguments);
        while (!rest.isEmpty()) {
            String argument = rest.pop();
            if (!argument.startsWith("-")) {
                operands.add(argument);
                continue;
            }
            int equals = argument.indexOf('=');
            String written = equals < 0 ? argument : argument.substring(0, equals);
            String name = written.equals("-h") ? HELP : written;
            String attached = equals < 0 ? null : argument.substring(equals + 1);
            String value = values.contains(name) ? value(name, attached, rest) : noValue(name, argument, attached);
            List<String> given = options.computeIfAbsent(name, _ -> new ArrayList<>());
            if (!given.isEmpty() && !repeatable.contains(name)) {
                throw CommandFailure.wrongUse("%s is given twice: give it once".formatted(name));
            }
            given.add(value);
        }
        return new CommandLine(options, operand(operands));
    }

    /** An option that stands where the value should be is a value that was forgotten. */
    private static String value(String name, @Nullable String attached, Deque<String> rest) throws CommandFailure {
        boolean isForgotten =
                attached == null && (rest.isEmpty() || rest.getFirst().startsWith("--"));
        String value = isForgotten ? "" : attached == null ? rest.pop() : attached;
        if (value.isBlank()) {
            throw CommandFailure.wrongUse("%s needs a value: write it behind, as in %s=VALUE".formatted(name, name));
        }
        return value;
    }

    private String noValue(String name, String argument, @Nullable String attached) throws CommandFailure {
        if (!flags.contains(name) && !name.equals(HELP)) {
            throw CommandFailure.wrongUse("\"%s\" is not an option of %s".formatted(argument, verb));
        }
        if (attached != null) {
            throw CommandFailure.wrongUse("%s takes no value: write it alone".formatted(name));
        }
        return "";
    }

    private @Nullable Given operand(List<String> operands) throws CommandFailure {
        if (operands.isEmpty()) {
            return null;
        }
        if (operand == null) {
            throw CommandFailure.wrongUse("\"%s\" is not an option: leave it out".formatted(operands.getFirst()));
        }
        if (operands.size() > 1) {
            throw CommandFailure.wrongUse("%s takes one %s, not %d".formatted(verb, operand, operands.size()));
        }
        return new Given("the " + operand, operands.getFirst());
    }
}
