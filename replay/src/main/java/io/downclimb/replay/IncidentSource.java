package io.downclimb.replay;

import io.downclimb.incident.IncidentFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * Where an incident file lies. One within a jar is copied out for as long as it is open.
 *
 * @param copy the copy; null where the file itself is read
 */
record IncidentSource(Path path, @Nullable Path copy) {
    /** A resource of the class path, or else a file. */
    static IncidentSource find(String name, Class<?> beside) {
        String resource = name.startsWith("/") ? name.substring(1) : name;
        ClassLoader loader = beside.getClassLoader();
        URL url = loader == null ? ClassLoader.getSystemResource(resource) : loader.getResource(resource);
        if (url != null) {
            return of(url);
        }
        Path file = Path.of(name);
        if (Files.isRegularFile(file)) {
            return new IncidentSource(file, null);
        }
        throw new IllegalArgumentException(
                "there is no incident \"%s\": neither a resource %s of the class path of %s nor a file %s. Put it into src/test/resources, or give its path"
                        .formatted(name, resource, beside.getName(), file.toAbsolutePath()));
    }

    private static IncidentSource of(URL url) {
        try {
            if (url.getProtocol().equals("file")) {
                return new IncidentSource(Path.of(url.toURI()), null);
            }
            Path copy = Files.createTempFile("incident-", ".zip");
            try (InputStream in = url.openStream()) {
                Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
            }
            return new IncidentSource(copy, copy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    IncidentFile open() {
        return IncidentFile.open(path);
    }

    void release() {
        if (copy == null) {
            return;
        }
        try {
            Files.deleteIfExists(copy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
