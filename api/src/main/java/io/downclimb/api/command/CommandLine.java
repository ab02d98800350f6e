package io.downclimb.api.command;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What stood behind a verb: the options and operands that its {@link CommandSyntax} knows. */
public final class CommandLine {
    private final Map<String, List<String>> options;
    private final @Nullable Given operand;

    CommandLine(Map<String, List<String>> options, @Nullable Given operand) {
        this.options = options.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, option -> List.copyOf(option.getValue())));
        this.operand = operand;
    }

    /** Whether the option is there, with a value or without. */
    public boolean has(String option) {
        return options.containsKey(option);
    }

    /** The option's value, read; null where it is not given. */
    public <T> @Nullable T value(String option, Given.Reading<T> reading) throws CommandFailure {
        return has(option) ? reading.of(new Given(option, values(option).getFirst())) : null;
    }

    /** The option's value, read; where it is not given, what would have been read from {@code otherwise}. */
    public <T> T value(String option, Given.Reading<T> reading, String otherwise) throws CommandFailure {
        return reading.of(new Given(option, has(option) ? values(option).getFirst() : otherwise));
    }

    /** All values of an option that may be repeated, in their order. */
    public List<String> values(String option) {
        return options.getOrDefault(option, List.of());
    }

    /** The operand, read; null where none is given. */
    public <T> @Nullable T operand(Given.Reading<T> reading) throws CommandFailure {
        return operand == null ? null : reading.of(operand);
    }
}
