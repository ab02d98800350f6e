package io.downclimb.api.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;

/**
 * Reads {@code downclimb.yaml} and the environment into a {@link Configuration}, or tells every mistake at once.
 *
 * <p>The file is bound by hand over the tree of YAML nodes, because only there does each value know its line. Everything is
 * read before anything is refused, and a section that this machine leaves out ({@code when-set}) is checked all the same,
 * except for its secrets: so a file is right or wrong on every machine alike.
 */
public final class ConfigurationLoader {
    private ConfigurationLoader() {}

    /**
     * Reads a file; relative paths in it start from its folder.
     *
     * @throws ConfigurationException with all mistakes
     */
    public static Configuration load(Path file, Map<String, String> environment) {
        return load(file, new Environment(environment));
    }

    /**
     * Reads a file that nothing is to be started with: its secrets are not read and need not be there, and sections with {@code when-set} count on
     * every machine. Providers' keys are placeholders then.
     *
     * @throws ConfigurationException with all mistakes
     */
    public static Configuration draft(Path file, Map<String, String> environment) {
        return load(file, new Environment(environment, true));
    }

    private static Configuration load(Path file, Environment environment) {
        String yaml;
        try {
            yaml = Files.readString(file);
        } catch (IOException e) {
            throw new ConfigurationException(
                    "The configuration",
                    List.of(new Mistake(
                            "(file)",
                            0,
                            file.toString(),
                            "cannot be read as a UTF-8 text file",
                            "name a file that exists and may be read")));
        }
        Path folder = file.toAbsolutePath().getParent();
        return parse(file.toString(), yaml, folder == null ? Path.of("") : folder, environment);
    }

    /**
     * Reads a text; relative paths in it start from the base directory.
     *
     * @throws ConfigurationException with all mistakes
     */
    public static Configuration parse(String yaml, Path baseDirectory, Map<String, String> environment) {
        return parse("The configuration", yaml, baseDirectory, new Environment(environment));
    }

    private static Configuration parse(String source, String yaml, Path base, Environment environment) {
        Mistakes mistakes = new Mistakes();
        Configuration configuration = bind(yaml, new Reading(mistakes, environment, base));
        if (configuration == null || !mistakes.isEmpty()) {
            throw new ConfigurationException(source, mistakes.inOrder());
        }
        return configuration;
    }

    private static @Nullable Configuration bind(String yaml, Reading reading) {
        Element root = YamlTree.parse(yaml, reading);
        if (root == null) {
            return null;
        }
        Section top = root.section(Keys.TOP);
        if (!(root.node() instanceof MappingNode)) {
            return null;
        }
        Warnings warnings = new Warnings();
        Server server = ServerReader.read(reading, top);
        Store store = StoreReader.read(reading, top);
        Engine engine = EngineReader.read(reading, top);
        Limits limits = LimitsReader.read(top);
        IncidentRules incident = IncidentReader.read(top, store, warnings);
        Providers providers = ProvidersReader.read(top, warnings);
        Models models = Models.read(top, providers.names());
        RoutesReader routesReader = new RoutesReader(providers, models, limits.minimumDeadline(), warnings);
        Map<String, Route> routes = routesReader.read(top);
        providers.breakers().forEach(models::useOfCanary);
        models.warnOfUnused(warnings);
        return new Configuration(
                server,
                store,
                engine,
                limits,
                incident,
                providers.present(),
                routes,
                providers.presentBreakers(),
                providers.presentStatusPages(),
                warnings.lines());
    }
}
