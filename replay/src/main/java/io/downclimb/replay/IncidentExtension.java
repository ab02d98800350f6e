package io.downclimb.replay;

import io.downclimb.incident.Closing;
import io.downclimb.incident.Incident;
import io.downclimb.incident.IncidentFile;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Does what {@link ReplayIncident} says. Nested classes share what their outer class has loaded. */
final class IncidentExtension implements BeforeAllCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(IncidentExtension.class);
    private static final int SHOWN = 5;

    @Override
    public void beforeAll(ExtensionContext context) {
        ReplayIncident wanted = wanted(context.getRequiredTestClass());
        boolean shared = loaded(context, wanted) != null;
        if (shared) {
            return;
        }
        Loaded loaded = Loaded.of(wanted, context.getRequiredTestClass());
        context.getStore(NAMESPACE).put(wanted, loaded);
        context.publishReportEntry(
                "downclimb.replayed",
                loaded.replays().histories() + " histories, " + loaded.replays().byType());
        reportMissing(context, wanted, loaded.file().closing());
        if (!loaded.replays().areRepeated()) {
            throw new AssertionError(wanted.value() + ": " + loaded.replays().message());
        }
    }

    private static void reportMissing(ExtensionContext context, ReplayIncident wanted, Closing closing) {
        if (closing.missingHistories() == 0) {
            return;
        }
        List<Closing.MissingHistory> named = closing.missing();
        String text = "%d histories are not in %s: %s"
                .formatted(
                        closing.missingHistories(),
                        wanted.value(),
                        named.stream()
                                .limit(SHOWN)
                                .map(one -> one.workflowId() + " (" + one.why() + ")")
                                .collect(Collectors.joining(", ", "", named.size() > SHOWN ? ", …" : "")));
        context.publishReportEntry("downclimb.missing-histories", text);
        if (!wanted.allowMissing()) {
            throw new AssertionError(
                    text
                            + ". Export earlier, or with a longer retention of the namespace; or allow it: @ReplayIncident(allowMissing = true)");
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Incident.class || type == IncidentFile.class || type == Replays.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Loaded loaded = Objects.requireNonNull(
                loaded(context, wanted(context.getRequiredTestClass())), "the incident is loaded before all tests");
        Class<?> type = parameter.getParameter().getType();
        if (type == Incident.class) {
            return loaded.incident();
        }
        return type == IncidentFile.class ? loaded.file() : loaded.replays();
    }

    private static @Nullable Loaded loaded(ExtensionContext context, ReplayIncident wanted) {
        return context.getStore(NAMESPACE).get(wanted, Loaded.class);
    }

    /** Of the class, or of the nearest one around it. */
    private static ReplayIncident wanted(Class<?> test) {
        for (Class<?> at = test; at != null; at = at.getEnclosingClass()) {
            ReplayIncident wanted = at.getAnnotation(ReplayIncident.class);
            if (wanted != null) {
                return wanted;
            }
        }
        throw new ExtensionConfigurationException(
                "%s has no @ReplayIncident(\"incidents/….zip\"), which says what to load".formatted(test.getName()));
    }

    /** An incident and what came of its replay. Closed by the engine after the class. */
    private record Loaded(IncidentSource source, IncidentFile file, Incident incident, Replays replays)
            implements AutoCloseable {
        static Loaded of(ReplayIncident wanted, Class<?> test) {
            IncidentSource source = IncidentSource.find(wanted.value(), test);
            IncidentFile file = source.open();
            try (Replayer replayer =
                    wanted.workflows().length == 0 ? Replayer.asReleased() : Replayer.of(List.of(wanted.workflows()))) {
                return new Loaded(source, file, file.load(), replayer.replay(file));
            } catch (RuntimeException e) {
                file.close();
                source.release();
                throw e;
            }
        }

        @Override
        public void close() {
            file.close();
            source.release();
        }
    }
}
