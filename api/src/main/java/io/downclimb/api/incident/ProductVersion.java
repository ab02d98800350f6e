package io.downclimb.api.incident;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which version of Downclimb this is, as its jar says; "development" where it does not run from one. */
final class ProductVersion {
    private static final String PROPERTIES = "/META-INF/maven/io.downclimb/downclimb-api/pom.properties";
    private static final String TEXT = read();

    private ProductVersion() {}

    static String text() {
        return TEXT;
    }

    private static String read() {
        try (InputStream in = ProductVersion.class.getResourceAsStream(PROPERTIES)) {
            if (in == null) {
                return "development";
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version", "development");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
