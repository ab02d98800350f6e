package io.downclimb.incident;

import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.PolicyJson;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes an incident file, record by record: nothing is held in memory but counts, the policies and the names of missing histories. Parts are written in
 * the order of the methods; a part that is over cannot be added to.
 *
 * <p>The file never grows beyond its bound, and is always whole: the first record that finds no room, and all after it, are left out and counted, and
 * the closing says how many of each part. Records that a reader would refuse are refused here, with an {@link IllegalArgumentException}.
 */
public final class IncidentWriter implements AutoCloseable {
    private final Limits limits = Limits.DEFAULT;
    private final Archive archive;
    private final Arrivals arrivals = new Arrivals(limits);
    private final Map<Part, Tally> tallies = new EnumMap<>(Part.class);
    private final List<Closing.MissingHistory> named = new ArrayList<>();
    private final long bound;
    private long missing;
    private int entries;
    private Part part = Part.MANIFEST;
    private int shard = 1;
    private long inShard;
    private boolean full;

    /** How many records of a part were given, and how many of them were written. */
    private static final class Tally {
        private long given;
        private long written;
        private long tooLong;
    }

    /**
     * Begins a file. What would make it larger than the bound (bytes, compressed) is left out, and the closing says so.
     *
     * @throws IllegalArgumentException where the bound has no room for the manifest and a closing
     */
    public IncidentWriter(OutputStream out, Manifest manifest, long bound) throws IOException {
        if (manifest.format() != Manifest.FORMAT) {
            throw new IllegalArgumentException(
                    "format is %d, this version writes %d".formatted(manifest.format(), Manifest.FORMAT));
        }
        Plausible.check(manifest);
        for (Part each : Part.values()) {
            tallies.put(each, new Tally());
        }
        this.bound = Math.min(bound, limits.file());
        archive = new Archive(out, this.bound);
        byte[] line = IncidentJson.write(manifest);
        if (line.length > limits.line() || !archive.hasRoom(line.length)) {
            throw new IllegalArgumentException(
                    "a bound of %d bytes has no room for the manifest of %d and a closing: allow more"
                            .formatted(bound, line.length));
        }
        begin(Part.MANIFEST.entry(1));
        archive.line(line);
    }

    /**
     * A policy that this version knows whole.
     *
     * @throws IllegalArgumentException where its hash is another
     */
    public void policy(String hash, Policy policy) throws IOException {
        policy(hash, PolicyJson.write(policy));
    }

    /**
     * A policy by its document, as it is kept under its hash: one that a later version wrote may say more than this version knows.
     *
     * @throws IllegalArgumentException where its hash is another
     */
    public void policy(String hash, String document) throws IOException {
        PolicyLine line = PolicyLine.of(hash, document);
        byte[] text = IncidentJson.write(line);
        if (text.length > limits.line()) {
            // Without it, no request that came under it could be read.
            throw new IllegalArgumentException("policy %s is longer than %d bytes".formatted(hash, limits.line()));
        }
        arrivals.know(hash, line.checked());
        add(Part.POLICIES, text);
    }

    public void breaker(IncidentBreaker breaker) throws IOException {
        add(Part.BREAKERS, IncidentJson.write(breaker));
    }

    public void statusPage(IncidentStatusPage page) throws IOException {
        Plausible.check(page);
        add(Part.STATUS_PAGES, IncidentJson.write(page));
    }

    public void transition(IncidentTransition transition) throws IOException {
        Plausible.check(transition);
        add(Part.TRANSITIONS, IncidentJson.write(transition));
    }

    public void window(IncidentWindow window) throws IOException {
        Plausible.check(window);
        add(Part.WINDOWS, IncidentJson.write(window));
    }

    public void probe(IncidentProbe probe) throws IOException {
        Plausible.check(probe);
        add(Part.PROBES, IncidentJson.write(probe));
    }

    /** A request. They come in the order of their arrival, no id twice, after their policies. */
    public void request(IncidentRequest request) throws IOException {
        arrivals.check(request);
        add(Part.REQUESTS, IncidentJson.write(request));
    }

    public void judgement(IncidentJudgement judgement) throws IOException {
        Plausible.check(judgement);
        add(Part.JUDGEMENTS, IncidentJson.write(judgement));
    }

    /** False where it found no room: further ones need not be fetched, but are to be told with {@link #historiesNotFetched}. */
    public boolean history(IncidentHistory history) throws IOException {
        add(Part.HISTORIES, HistoryLine.write(history));
        return !full;
    }

    /** Histories that were not fetched, since there is no room for them: the closing counts them among those left out. */
    public void historiesNotFetched(long number) {
        tally(Part.HISTORIES).given += number;
    }

    /** False where it found no room: further ones need not be fetched, but are to be told with {@link #contentsNotFetched}. */
    public boolean content(IncidentContent content) throws IOException {
        add(Part.CONTENTS, IncidentJson.write(content));
        return !full;
    }

    /** Contents that were not fetched, since there is no room for them: the closing counts them among those left out. */
    public void contentsNotFetched(long number) {
        tally(Part.CONTENTS).given += number;
    }

    /** A history that could not be had. At any time. */
    public void missing(Closing.MissingHistory history) {
        missing++;
        if (named.size() < Closing.NAMED && archive.keep(IncidentJson.write(history).length)) {
            named.add(history);
        }
    }

    /** Writes the closing. Without it, a reader refuses the file as cut short; the stream given is flushed and left open. */
    public Closing finish() throws IOException {
        advance(Part.CLOSING);
        archive.end();
        Map<String, Long> counts = new TreeMap<>();
        List<String> leftOut = new ArrayList<>();
        for (Map.Entry<Part, Tally> each : tallies.entrySet()) {
            Part counted = each.getKey();
            Tally tally = each.getValue();
            if (counted.isDocument()) {
                continue;
            }
            counts.put(counted.text(), tally.written);
            if (tally.tooLong > 0) {
                leftOut.add("%d of %d %s: each is longer than %d bytes"
                        .formatted(tally.tooLong, tally.given, counted.text(), limits.lineOf(counted)));
            }
            long noRoom = tally.given - tally.written - tally.tooLong;
            if (noRoom > 0) {
                leftOut.add("%d of %d %s: the file may have %d bytes"
                        .formatted(noRoom, tally.given, counted.text(), bound));
            }
        }
        Closing closing = new Closing(counts, archive.digests(), named, missing, leftOut);
        archive.begin(Part.CLOSING.entry(1));
        archive.line(IncidentJson.write(closing));
        archive.finish();
        return closing;
    }

    /** Frees what it holds. */
    @Override
    public void close() {
        archive.release();
    }

    private void add(Part to, byte[] line) throws IOException {
        advance(to);
        Tally tally = tally(to);
        tally.given++;
        if (line.length > limits.lineOf(to)) {
            tally.tooLong++;
            return;
        }
        full = full || !hasRoom(to, line.length);
        if (full) {
            return;
        }
        if (to.isSharded() && (inShard == Part.SHARD || archive.entryText() > limits.shard())) {
            shard++;
            inShard = 0;
        }
        if (inShard == 0) {
            begin(to.entry(shard));
        }
        archive.line(line);
        inShard++;
        tally.written++;
    }

    private boolean hasRoom(Part to, int length) throws IOException {
        long entry = to.isSharded() || inShard == 0 ? 0 : archive.entryText();
        return entries + 2 < limits.entries()
                && entry + length < limits.entry()
                && archive.text() + length + limits.line() < limits.text()
                && archive.hasRoom(length);
    }

    private void begin(String entry) throws IOException {
        archive.begin(entry);
        entries++;
    }

    private void advance(Part to) {
        if (part == Part.CLOSING) {
            throw new IllegalStateException("The file is finished: nothing can be added to it");
        }
        if (to.compareTo(part) < 0) {
            throw new IllegalStateException("%s is written before %s, which was begun: keep to the order of the format"
                    .formatted(to.entry(1), part.entry(1)));
        }
        if (to != part) {
            part = to;
            shard = 1;
            inShard = 0;
        }
    }

    private Tally tally(Part of) {
        Tally tally = tallies.get(of);
        if (tally == null) {
            throw new IllegalStateException("no tally of " + of);
        }
        return tally;
    }
}
