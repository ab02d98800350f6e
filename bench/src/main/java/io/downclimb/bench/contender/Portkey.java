package io.downclimb.bench.contender;

import io.downclimb.bench.load.Target;
import io.downclimb.bench.process.Child;
import io.downclimb.bench.process.FreePorts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Portkey's gateway as released on npm. The package is named in {@code peers/portkey.txt}; its configuration, {@code
 * peers/portkey.json}, goes along with each request, as its documentation has it.
 */
public record Portkey(String requirement) implements Contender {
    public static final String NAME = "portkey";

    /** The package that the bench pins. */
    public static Portkey pinned(Places places) {
        return new Portkey(places.text("peers/portkey.txt").strip());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String label() {
        return "Portkey " + version();
    }

    private String version() {
        return requirement.substring(requirement.lastIndexOf('@') + 1);
    }

    private Installation installation(Places places) {
        return new Installation(places, "portkey-" + version());
    }

    @Override
    public void install(Places places) {
        Installation installation = installation(places);
        installation.ensure(List.of(List.of(
                "npm",
                "install",
                "--prefix",
                installation.folder().toString(),
                "--no-audit",
                "--no-fund",
                "--ignore-scripts",
                requirement)));
    }

    @Override
    public Running start(Setting setting, String route) {
        Places places = setting.places();
        int port = FreePorts.one();
        Map<String, String> environment = new HashMap<>(Setting.LOOPBACK);
        environment.put("NODE_ENV", "production");
        String configuration = places.text("peers/portkey.json")
                .replace("${BENCH_PRIMARY_URL}", setting.mock().baseUrl(Setting.PRIMARY))
                .replace("${BENCH_SECONDARY_URL}", setting.mock().baseUrl(Setting.SECONDARY))
                .replaceAll("\\s*\\R\\s*", "");
        long began = System.nanoTime();
        Child service = Child.start(
                label(),
                List.of(
                        "node",
                        installation(places)
                                .folder()
                                .resolve("node_modules/@portkey-ai/gateway/build/start-server.js")
                                .toString(),
                        "--port=" + port,
                        "--headless"),
                environment,
                places.work(),
                places.work().resolve("portkey.log"));
        Target target = new Target(
                port,
                Target.CHAT,
                Map.of("x-portkey-config", configuration, "authorization", "Bearer bench"),
                route,
                Setting.TEXTS,
                Setting.PATIENCE);
        return new Running(target, service, null, began);
    }
}
