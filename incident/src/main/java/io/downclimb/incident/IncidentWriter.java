package io.downclimb.incident;

import io.downclimb.workflows.policy.Policy;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes an incident file, record by record: nothing is held in memory but counts. Parts are written in the order of the methods; a part that is
 * over cannot be added to.
 */
public final class IncidentWriter implements AutoCloseable {
    /** Begins a file. What would make it larger than the bound (bytes, compressed) is left out, and the closing says so. */
    public IncidentWriter(OutputStream out, Manifest manifest, long bound) throws IOException {
        throw new UnsupportedOperationException("to be written");
    }

    public void policy(String hash, Policy policy) throws IOException {}

    public void breaker(IncidentBreaker breaker) throws IOException {}

    public void statusPage(IncidentStatusPage page) throws IOException {}

    public void transition(IncidentTransition transition) throws IOException {}

    public void window(IncidentWindow window) throws IOException {}

    public void probe(IncidentProbe probe) throws IOException {}

    public void request(IncidentRequest request) throws IOException {}

    public void judgement(IncidentJudgement judgement) throws IOException {}

    /** False where it found no room: further ones need not be fetched. */
    public boolean history(IncidentHistory history) throws IOException {
        return false;
    }

    /** False where it found no room. */
    public boolean content(IncidentContent content) throws IOException {
        return false;
    }

    /** A history that could not be had. At any time. */
    public void missing(Closing.MissingHistory history) {}

    /** Writes the closing. Without it, a reader refuses the file as cut short; the stream given is flushed and left open. */
    public Closing finish() throws IOException {
        throw new UnsupportedOperationException("to be written");
    }

    /** Frees what it holds. */
    @Override
    public void close() {}
}
