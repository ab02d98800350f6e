package io.downclimb.api.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration has mistakes: all of them, in the order of the file. The message is for people and shows no secret. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<Mistake> mistakes;

    ConfigurationException(String source, List<Mistake> mistakes) {
        super(message(source, mistakes));
        this.mistakes = List.copyOf(mistakes);
    }

    public List<Mistake> mistakes() {
        return mistakes;
    }

    private static String message(String source, List<Mistake> mistakes) {
        String count = mistakes.size() == 1 ? "a mistake" : mistakes.size() + " mistakes";
        return mistakes.stream()
                .map(mistake -> mistake.toString().indent(2).stripTrailing())
                .collect(Collectors.joining("\n", "%s has %s:%n".formatted(source, count), ""));
    }
}
