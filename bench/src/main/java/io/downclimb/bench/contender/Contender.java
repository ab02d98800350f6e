package io.downclimb.bench.contender;

/** Somebody who is measured: installed once, then started and stopped for each turn. */
public interface Contender {
    /** What {@code --only} calls it. */
    String name();

    /** What the report calls it, with its version where that is not Downclimb's own. */
    String label();

    /**
     * Makes sure that it can be started, which may take minutes the first time.
     *
     * @throws io.downclimb.bench.BenchException if it cannot be had here; the message says why
     */
    void install(Places places);

    /**
     * Starts it and returns as soon as its process runs: when it answers is measured.
     *
     * @param route what the requests name as their model, where the contender has several
     */
    Running start(Setting setting, String route);

    /** The route of the bench itself and of the incident. */
    default Running start(Setting setting) {
        return start(setting, "bench");
    }
}
