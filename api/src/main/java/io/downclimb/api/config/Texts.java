package io.downclimb.api.config;

import io.downclimb.workflows.policy.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Texts by the SHA-256 of their UTF-8 bytes: a policy names a text by its content, so an edited prompt is another policy. */
final class Texts {
    private static final long LARGEST = 1024 * 1024;

    private final Map<String, String> byHash = new LinkedHashMap<>();

    /** Keeps the text and returns its hash. */
    String keep(String text) {
        String hash = hash(text);
        byHash.put(hash, text);
        return hash;
    }

    Map<String, String> byHash() {
        return Collections.unmodifiableMap(byHash);
    }

    /** The file that the value names; null, once the mistake is told, where it cannot be read or is blank. */
    static @Nullable String file(Scalar setting) {
        String name = setting.text();
        if (name == null) {
            return null;
        }
        try {
            Path path = setting.reading().base().resolve(name);
            if (!Files.isRegularFile(path)) {
                setting.mistake("is not a file", "write a path relative to the configuration file's folder");
                return null;
            }
            if (Files.size(path) > LARGEST) {
                setting.mistake("is a file above 1 MiB", "shorten it");
                return null;
            }
            String text = Files.readString(path);
            if (text.isBlank()) {
                setting.mistake("is a blank file", "write the text, or leave the key out");
                return null;
            }
            return text;
        } catch (IOException | InvalidPathException e) {
            setting.mistake("cannot be read as a UTF-8 text file", "check the path, its permissions and its encoding");
            return null;
        }
    }

    static String hash(String text) {
        return Sha256.of(text);
    }
}
