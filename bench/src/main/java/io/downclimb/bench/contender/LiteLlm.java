package io.downclimb.bench.contender;

import io.downclimb.bench.load.Target;
import io.downclimb.bench.process.Child;
import io.downclimb.bench.process.FreePorts;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * LiteLLM's proxy as released on PyPI, in a virtual environment of its own. The package is named in {@code peers/litellm.txt}, its
 * configuration is {@code peers/litellm.yaml}. It is told, by its own switches, to fetch nothing from the internet and to report nothing.
 *
 * @param workers processes that serve
 */
public record LiteLlm(String requirement, int workers) implements Contender {
    public static final String NAME = "litellm";

    private static final List<String> LOCAL_COPIES = List.of(
            "LITELLM_LOCAL_MODEL_COST_MAP",
            "LITELLM_LOCAL_ANTHROPIC_BETA_HEADERS",
            "LITELLM_LOCAL_BLOG_POSTS",
            "LITELLM_LOCAL_POLICY_TEMPLATES",
            "LITELLM_LOCAL_AUTOROUTER_PRESETS");

    /** The package that the bench pins, with one worker. */
    public static LiteLlm pinned(Places places) {
        return new LiteLlm(places.text("peers/litellm.txt").strip(), 1);
    }

    /** The same with so many workers. */
    public LiteLlm with(int processes) {
        return new LiteLlm(requirement, processes);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String label() {
        return "LiteLLM %s, %d worker%s".formatted(version(), workers, workers == 1 ? "" : "s");
    }

    private String version() {
        return requirement.substring(requirement.indexOf("==") + 2);
    }

    private Installation installation(Places places) {
        return new Installation(places, "litellm-" + version());
    }

    @Override
    public void install(Places places) {
        Installation installation = installation(places);
        String folder = installation.folder().toString();
        installation.ensure(List.of(
                List.of("python3", "-m", "venv", folder),
                List.of(folder + "/bin/pip", "install", "--quiet", "--only-binary", ":all:", requirement)));
    }

    @Override
    public Running start(Setting setting, String route) {
        Places places = setting.places();
        int port = FreePorts.one();
        Map<String, String> environment = new HashMap<>(Setting.LOOPBACK);
        LOCAL_COPIES.forEach(name -> environment.put(name, "True"));
        environment.put("LITELLM_MODE", "PRODUCTION");
        environment.put("LITELLM_LOG", "ERROR");
        environment.put("BENCH_PRIMARY_URL", setting.mock().baseUrl(Setting.PRIMARY));
        environment.put("BENCH_SECONDARY_URL", setting.mock().baseUrl(Setting.SECONDARY));
        Path program = installation(places).folder().resolve("bin/litellm");
        long began = System.nanoTime();
        Child service = Child.start(
                label(),
                List.of(
                        program.toString(),
                        "--config",
                        places.bench("peers/litellm.yaml").toString(),
                        "--host",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(port),
                        "--num_workers",
                        Integer.toString(workers),
                        "--telemetry",
                        "False"),
                environment,
                places.work(),
                places.work().resolve("litellm.log"));
        Target target = new Target(
                port, Target.CHAT, Map.of("authorization", "Bearer bench"), route, Setting.TEXTS, Setting.PATIENCE);
        return new Running(target, service, null, began);
    }
}
