package io.downclimb.bench.incident;

import io.downclimb.bench.BenchException;
import io.downclimb.bench.Lineup;
import io.downclimb.bench.Options;
import io.downclimb.bench.Pause;
import io.downclimb.bench.contender.Contender;
import io.downclimb.bench.contender.Running;
import io.downclimb.bench.contender.Setting;
import io.downclimb.bench.load.Client;
import io.downclimb.bench.load.Exchange;
import io.downclimb.bench.load.Load;
import io.downclimb.bench.load.Pressure;
import io.downclimb.bench.mock.Fault;
import io.downclimb.bench.report.Machine;
import io.downclimb.bench.report.Results;
import io.downclimb.bench.throughput.Turn;
import io.downclimb.embedded.EmbeddedServerException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** The same incident for each gateway, one after the other, with the same arrivals. */
public final class IncidentBench {
    private static final long SEED = 6;
    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final int MOST_AT_ONCE = 1_024;

    private final Setting setting;
    private final IncidentScript script;

    public IncidentBench(Setting setting, Options options) {
        this.setting = setting;
        script = options.quick() ? IncidentScript.quick() : IncidentScript.standard();
    }

    /** Plays it to each and writes {@code incident.md}, {@code incident.json} and the plot. */
    public void run(Lineup lineup, Results results) {
        Map<String, List<PhaseResult>> gateways = new LinkedHashMap<>();
        Map<String, String> leftOut = new TreeMap<>(lineup.leftOut());
        for (Contender contender : lineup.contenders()) {
            setting.say()
                    .accept("%s, %d s …"
                            .formatted(contender.label(), script.length().toSeconds()));
            try {
                gateways.put(contender.label(), play(contender));
            } catch (BenchException | EmbeddedServerException e) {
                setting.say().accept(contender.label() + ": " + e.getMessage());
                leftOut.put(contender.label(), Lineup.reason(e));
            } finally {
                setting.mock().set(Setting.PRIMARY, Fault.none());
            }
        }
        IncidentReport report = new IncidentReport(Machine.here(), script, gateways, leftOut);
        results.raw("incident.json", report);
        results.page("incident.md", report.text());
        report.draw(results.folder());
    }

    private List<PhaseResult> play(Contender contender) {
        try (Running running = contender.start(setting)) {
            Turn.firstAnswer(running);
            // A second beyond the deadline, to see how late an answer is that comes too late.
            Duration patience = script.deadline().plusSeconds(1);
            try (Client client = new Client(running.target().patient(patience), MOST_AT_ONCE)) {
                Load.run(client, new Pressure.Closed(4), WARM_UP, new Random(SEED), _ -> {});
                return play(client);
            }
        }
    }

    private List<PhaseResult> play(Client client) {
        List<Exchange> exchanges = new ArrayList<>(); // filled on the client's event loop, read when that is done
        List<Long> calls = new ArrayList<>();
        long began = System.nanoTime();
        Thread load = Thread.ofPlatform()
                .start(() -> Load.run(
                        client,
                        new Pressure.Open(script.perSecond()),
                        script.length(),
                        new Random(SEED),
                        exchanges::add));
        long end = began;
        for (Phase phase : script.phases()) {
            setting.mock().set(Setting.PRIMARY, phase.fault());
            long before = setting.mock().calls(Setting.PRIMARY);
            end += phase.length().toNanos();
            Pause.milliseconds(Math.max(0, (end - System.nanoTime()) / 1_000_000));
            calls.add(setting.mock().calls(Setting.PRIMARY) - before);
        }
        try {
            load.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
        return phases(began, exchanges, calls);
    }

    private List<PhaseResult> phases(long began, List<Exchange> exchanges, List<Long> calls) {
        List<PhaseResult> results = new ArrayList<>();
        long begin = began;
        for (int phase = 0; phase < script.phases().size(); phase++) {
            Phase one = script.phases().get(phase);
            results.add(PhaseResult.of(one, begin, exchanges, calls.get(phase), script.deadline()));
            begin += one.length().toNanos();
        }
        return results;
    }
}
