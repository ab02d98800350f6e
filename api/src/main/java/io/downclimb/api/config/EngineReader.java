package io.downclimb.api.config;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code temporal}. */
final class EngineReader {
    private static final Pattern TARGET = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\]):[0-9]{1,5}");
    private static final Pattern NAME = Pattern.compile("[^\\s/]{1,200}");

    private EngineReader() {}

    static Engine read(Reading reading, Section top) {
        Section temporal = top.section("temporal", Keys.TEMPORAL);
        Scalar target = Overrides.or(reading, "DOWNCLIMB_TEMPORAL_TARGET", temporal, "target");
        Scalar tls = temporal.scalar("tls");
        String address = target == null
                ? null
                : target.matching(
                        TARGET, "is not host:port", "write the frontend's host and port, such as 127.0.0.1:7233");
        Boolean encrypted = tls == null ? null : tls.choice(Choices.FLAGS);
        return new Engine(
                address == null ? Engine.DEFAULT.target() : address,
                name(
                        Overrides.or(reading, "DOWNCLIMB_TEMPORAL_NAMESPACE", temporal, "namespace"),
                        Engine.DEFAULT.namespace()),
                name(temporal.scalar("task-queue"), Engine.DEFAULT.taskQueue()),
                encrypted == null ? Engine.DEFAULT.tls() : encrypted);
    }

    private static String name(@Nullable Scalar setting, String fallback) {
        String name = setting == null
                ? null
                : setting.matching(NAME, "is not a name", "write a name without spaces and slashes");
        return name == null ? fallback : name;
    }
}
