package io.downclimb.api.command;

import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text that the user gave, and what it may be read as.
 *
 * @param name of the option, operand or variable, for messages
 */
public record Given(String name, String text) {
    private static final Pattern AGE = Pattern.compile("(\\d{1,5})([dhm])");

    /** A way to read a text. */
    public interface Reading<T> {
        /** Fails with a message that names the option, the text and what it should be. */
        T of(Given given) throws CommandFailure;
    }

    public Path path() throws CommandFailure {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw isNot("a path");
        }
    }

    /** A number of minutes, hours or days, above none. */
    public Duration age() throws CommandFailure {
        Matcher age = AGE.matcher(text);
        long count = age.matches() ? Long.parseLong(age.group(1)) : 0;
        if (count == 0) {
            throw isNot("an age: write 30m, 2h or 7d");
        }
        return switch (age.group(2)) {
            case "d" -> Duration.ofDays(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofMinutes(count);
        };
    }

    /** A number within these bounds, both included. */
    public double number(double least, double most) throws CommandFailure {
        double number;
        try {
            number = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            number = Double.NaN;
        }
        if (!(number >= least && number <= most)) {
            throw isNot("a number from %s to %s".formatted(plain(least), plain(most)));
        }
        return number;
    }

    public long whole() throws CommandFailure {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw isNot("a whole number");
        }
    }

    /** A whole number within these bounds, both included. */
    public int whole(int least, int most) throws CommandFailure {
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, like a number out of range.
        }
        throw isNot("a whole number from %d to %d".formatted(least, most));
    }

    /** The address of a server that speaks HTTP, without a slash at its end. */
    public URI address() throws CommandFailure {
        try {
            URI uri = new URI(text.replaceAll("/+$", ""));
            boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            boolean isBare = uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
            if (isHttp && uri.getHost() != null && isBare) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Told below, like an address of another kind.
        }
        throw isNot("an address: write it as http://HOST:PORT");
    }

    /** What the environment variable of this name holds: a secret does not stand on a command line. */
    public String variable(Map<String, String> environment) throws CommandFailure {
        String value = environment.get(text);
        if (value == null || value.isBlank()) {
            throw CommandFailure.wrongUse("%s names %s, which is not set: export it first".formatted(name, text));
        }
        return value.strip();
    }

    private CommandFailure isNot(String wanted) {
        return CommandFailure.wrongUse("%s \"%s\" is not %s".formatted(name, text, wanted));
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
}
