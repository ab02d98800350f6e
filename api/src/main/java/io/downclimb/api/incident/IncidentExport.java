package io.downclimb.api.incident;

import io.downclimb.api.incident.StoredRequests.Each;
import io.downclimb.incident.Closing;
import io.downclimb.incident.IncidentJudgement;
import io.downclimb.incident.IncidentWriter;
import io.downclimb.incident.Manifest;
import io.downclimb.workflows.breaker.BreakerWorkflow;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.status.StatusWorkflow;
import io.temporal.client.WorkflowClient;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.SortedSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An incident on its way into a file.
 *
 * <ol>
 *   <li>The facts, from one transaction of Postgres: policies, breakers, pages, transitions, windows, probes, requests with attempts, judgements.
 *   <li>The histories, from Temporal: those of breakers and pages, then of requests by arrival, then of judges. Those that are gone are named.
 *   <li>Contents, where they were asked for.
 * </ol>
 *
 * <p>Nothing is held but some hundred rows and a few histories. Where Temporal is away, the file has all facts and names what it lacks.
 */
public final class IncidentExport implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IncidentExport.class);

    private final StoredFacts facts;
    private final Selected selected;
    private final Involved involved;
    private final boolean contents;
    private final long maxSize;
    private final WorkflowClient temporal;
    private final Instant now;
    private final Runnable whenClosed;

    /**
     * What the requests would have used.
     *
     * @param policies by hash
     * @param providers that the policies name, or that was asked for
     * @param pages the status pages of these providers
     */
    record Involved(Map<String, Policy> policies, SortedSet<String> providers, SortedSet<String> pages) {}

    IncidentExport(
            StoredFacts facts,
            Selected selected,
            Involved involved,
            boolean contents,
            long maxSize,
            WorkflowClient temporal,
            Instant now,
            Runnable whenClosed) {
        this.facts = facts;
        this.selected = selected;
        this.involved = involved;
        this.contents = contents;
        this.maxSize = maxSize;
        this.temporal = temporal;
        this.now = now;
        this.whenClosed = whenClosed;
    }

    /** Such as incident-2026-11-21T12-00-00Z.zip, by the begin of the span. */
    public String fileName() {
        Instant from = Instant.ofEpochSecond(Math.floorDiv(selected.selection().from(), 1_000));
        return "incident-%s.zip".formatted(from.toString().replace(':', '-'));
    }

    /** Writes the file; the stream is flushed and left open. */
    public Closing write(OutputStream out) throws IOException {
        Manifest manifest = new Manifest(
                Manifest.FORMAT, ProductVersion.text(), now.toEpochMilli(), selected.selection(), contents);
        try (IncidentWriter writer = new IncidentWriter(out, manifest, maxSize)) {
            // The caller learns at once that it has begun.
            out.flush();
            StoredRequests requests = new StoredRequests(facts, selected);
            StoredBreakers breakers = new StoredBreakers(facts, selected, involved.providers());
            facts(writer, requests, breakers);
            histories(writer, requests, breakers);
            if (contents) {
                requests.contents(writer::content);
            }
            Closing closing = writer.finish();
            LOG.info(
                    "incident exported: {}, {} histories missing, left out: {}",
                    closing.counts(),
                    closing.missingHistories(),
                    closing.leftOut());
            return closing;
        } catch (SQLException e) {
            throw new IOException("the records cannot be read: " + e.getMessage(), e);
        }
    }

    private void facts(IncidentWriter writer, StoredRequests requests, StoredBreakers breakers)
            throws SQLException, IOException {
        for (Map.Entry<String, Policy> policy : involved.policies().entrySet()) {
            writer.policy(policy.getKey(), policy.getValue());
        }
        breakers.breakers(all(writer::breaker));
        breakers.pages(involved.pages(), all(writer::statusPage));
        breakers.transitions(all(writer::transition));
        breakers.windows(all(writer::window));
        breakers.probes(all(writer::probe));
        requests.each(all(writer::request));
        breakers.judgements(all(writer::judgement));
    }

    private void histories(IncidentWriter writer, StoredRequests requests, StoredBreakers breakers)
            throws SQLException, IOException {
        Instant from = Instant.ofEpochMilli(selected.selection().from());
        Instant until = Instant.ofEpochMilli(selected.selection().until());
        try (HistoryQueue queue = new HistoryQueue(new Histories(temporal), writer, from, until, now)) {
            boolean hasRoom = true;
            for (String provider : involved.providers()) {
                hasRoom = hasRoom && queue.lasting(BreakerWorkflow.workflowId(provider));
            }
            for (String page : involved.pages()) {
                hasRoom = hasRoom && queue.lasting(StatusWorkflow.workflowId(page));
            }
            if (hasRoom) {
                requests.each(queue::request);
                breakers.judgements(new OncePerAnswer(queue));
            }
            queue.finish();
        }
    }

    /** An answer that several judges saw was judged by one workflow. */
    private static final class OncePerAnswer implements Each<IncidentJudgement> {
        private final HistoryQueue queue;
        private String last = "";

        OncePerAnswer(HistoryQueue queue) {
            this.queue = queue;
        }

        @Override
        public boolean take(IncidentJudgement judgement) throws IOException {
            String answer = judgement.requestId() + "/" + judgement.attempt();
            if (answer.equals(last)) {
                return true;
            }
            last = answer;
            return queue.judge(judgement.requestId(), judgement.attempt(), judgement.at());
        }
    }

    /** Takes one thing, and could fail. */
    private interface Take<T> {
        void take(T one) throws IOException;
    }

    private static <T> Each<T> all(Take<T> take) {
        return one -> {
            take.take(one);
            return true;
        };
    }

    /** Ends it from another thread: writing fails then. */
    public void abort() {
        facts.abort();
    }

    @Override
    public void close() {
        try {
            facts.close();
        } catch (SQLException e) {
            LOG.debug("the connection of an export was gone already", e);
        } finally {
            whenClosed.run();
        }
    }
}
