package io.downclimb.api.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * Secrets come from the environment ({@code ${NAME}}) or from a file ({@code file:/run/secrets/name}), never from the
 * configuration itself: it is read, copied and committed by many. No message shows one, nor the default of a reference.
 */
final class Secrets {
    private static final String FILE = "file:";
    /** What stands for a secret where nothing is to be started. */
    private static final String NOT_READ = "not-read";

    private Secrets() {}

    /**
     * The secret; null, once the mistake is told, where there is none.
     *
     * @param mayDefault whether {@code ${NAME:default}} is accepted: only for what guards nothing, such as a simulator of
     *     this machine
     */
    static @Nullable String read(Scalar scalar, boolean mayDefault) {
        if (!isReference(scalar, mayDefault)) {
            return null;
        }
        if (scalar.reading().environment().isDraft()) {
            return NOT_READ;
        }
        if (scalar.raw().startsWith(FILE)) {
            return readFile(scalar, scalar.raw().substring(FILE.length()));
        }
        Matcher reference = Environment.REFERENCE.matcher(scalar.raw());
        String name = reference.matches() ? reference.group(1) : scalar.raw();
        String value = scalar.reading().environment().get(name);
        String secret = value == null && reference.matches() ? reference.group(2) : value;
        if (secret == null || secret.isBlank()) {
            scalar.mistakeWithoutValue(
                    "needs the environment variable %s, which is not set".formatted(name),
                    "set %s, or name a file that holds the secret: \"file:/run/secrets/…\"".formatted(name));
            return null;
        }
        return checked(scalar, secret);
    }

    /** Whether it refers to a secret rather than being one; else the mistake is told. The secret itself is not looked at. */
    static boolean isReference(Scalar scalar, boolean mayDefault) {
        if (scalar.raw().startsWith(FILE)) {
            return true;
        }
        Matcher reference = Environment.REFERENCE.matcher(scalar.raw());
        if (!reference.matches()) {
            scalar.mistakeWithoutValue(
                    "holds a secret itself (not shown)",
                    "put the secret into an environment variable and write \"${NAME}\", or into a file and write"
                            + " \"file:/run/secrets/name\"");
            return false;
        }
        if (reference.group(2) != null && !mayDefault) {
            scalar.mistakeWithoutValue(
                    "has a default for %s, which would be a secret in this file".formatted(reference.group(1)),
                    "write \"${%s}\"; a default is for providers of this machine only".formatted(reference.group(1)));
            return false;
        }
        return true;
    }

    /** The first line of a file; null, once the mistake is told, where it cannot be read. */
    static @Nullable String readFile(Scalar scalar, String file) {
        if (scalar.reading().environment().isDraft()) {
            return NOT_READ;
        }
        try {
            Path path = scalar.reading().base().resolve(file);
            return checked(scalar, Files.readString(path).strip());
        } catch (IOException | InvalidPathException e) {
            scalar.mistake(
                    "names a file that cannot be read", "make the file readable for the user that Downclimb runs as");
            return null;
        }
    }

    private static @Nullable String checked(Scalar scalar, String secret) {
        if (secret.isEmpty() || secret.chars().anyMatch(Character::isISOControl)) {
            scalar.mistakeWithoutValue(
                    secret.isEmpty() ? "is an empty secret" : "is a secret of several lines, or has control characters",
                    "let the variable or the file hold one line with the secret alone");
            return null;
        }
        return secret;
    }
}
