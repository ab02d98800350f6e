package io.downclimb.replay;

import com.google.protobuf.util.Timestamps;
import io.downclimb.incident.Closing;
import io.downclimb.incident.IncidentAttempt;
import io.downclimb.incident.IncidentHistory;
import io.downclimb.incident.IncidentRequest;
import io.downclimb.incident.IncidentWriter;
import io.downclimb.incident.Manifest;
import io.downclimb.incident.Selection;
import io.downclimb.workflows.activity.AttemptOrder;
import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.Concluded;
import io.downclimb.workflows.activity.Prepared;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.PolicyJson;
import io.downclimb.workflows.request.RequestInput;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.common.WorkflowExecutionHistory;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Packs recorded histories into an incident file, with what they tell of their requests. */
final class Packer {
    private static final long BOUND = 100_000_000;

    private final Map<String, Policy> policies = new LinkedHashMap<>();

    private Packer() {}

    static Path pack(Path file, List<IncidentHistory> histories, String... missing) {
        Packer packer = new Packer();
        List<IncidentRequest> requests = histories.stream()
                .filter(history -> history.type().equals("Request"))
                .flatMap(history -> packer.request(history).stream())
                .sorted(Comparator.comparingLong(IncidentRequest::receivedAt))
                .toList();
        Manifest manifest = new Manifest(
                Manifest.FORMAT,
                "test",
                requests.stream().mapToLong(IncidentRequest::deadlineAt).max().orElse(1_800_000_000_000L),
                new Selection(0, 4_000_000_000_000L, null, null, List.of()),
                false);
        try (OutputStream out = Files.newOutputStream(file);
                IncidentWriter writer = new IncidentWriter(out, manifest, BOUND)) {
            for (Map.Entry<String, Policy> policy : packer.policies.entrySet()) {
                writer.policy(policy.getKey(), policy.getValue());
            }
            for (IncidentRequest request : requests) {
                writer.request(request);
            }
            for (IncidentHistory history : histories) {
                writer.history(history);
            }
            for (String name : missing) {
                writer.missing(new Closing.MissingHistory(name, "older than the namespace's retention of 24h"));
            }
            writer.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    /** Empty where the history ends before it tells the request's policy. */
    private Optional<IncidentRequest> request(IncidentHistory history) {
        List<HistoryEvent> events =
                WorkflowExecutionHistory.fromJson(history.json()).getEvents();
        RequestInput input = value(
                events.getFirst().getWorkflowExecutionStartedEventAttributes().getInput(), RequestInput.class);
        Map<Long, AttemptOrder> orders = new HashMap<>();
        Map<Integer, IncidentAttempt> attempts = new TreeMap<>();
        Policy policy = null;
        Concluded concluded = null;
        for (HistoryEvent event : events) {
            if (event.hasMarkerRecordedEventAttributes()) {
                Map<String, Payloads> told =
                        event.getMarkerRecordedEventAttributes().getDetailsMap();
                String step = value(told.get("type"), String.class);
                if (step.equals("Prepare")) {
                    policy = value(told.get("result"), Prepared.class).policy();
                }
                if (step.equals("Attempt") && told.containsKey("result")) {
                    AttemptOrder order = value(told.get("input"), AttemptOrder.class);
                    AttemptResult result = value(told.get("result"), AttemptResult.class);
                    attempts.put(order.number(), attempt(order, at(event) - result.totalMs(), at(event), result));
                }
            }
            if (event.hasActivityTaskScheduledEventAttributes()) {
                AttemptOrder order =
                        value(event.getActivityTaskScheduledEventAttributes().getInput(), AttemptOrder.class);
                orders.put(event.getEventId(), order);
                attempts.put(order.number(), attempt(order, at(event), null, null));
            }
            if (event.hasActivityTaskCompletedEventAttributes()) {
                var end = event.getActivityTaskCompletedEventAttributes();
                AttemptOrder order = orders.get(end.getScheduledEventId());
                AttemptResult result = value(end.getResult(), AttemptResult.class);
                attempts.put(order.number(), attempt(order, at(event) - result.totalMs(), at(event), result));
            }
            if (event.hasWorkflowExecutionCompletedEventAttributes()) {
                concluded = value(
                        event.getWorkflowExecutionCompletedEventAttributes().getResult(), Concluded.class);
            }
        }
        if (policy == null) {
            return Optional.empty();
        }
        String hash = PolicyJson.hash(policy);
        policies.put(hash, policy);
        long received = at(events.getFirst());
        return Optional.of(new IncidentRequest(
                history.workflowId().replaceFirst("^request/", ""),
                "default",
                policy.route(),
                hash,
                history.workflowId(),
                received,
                Math.max(received, input.deadlineAt()),
                input.share(),
                false,
                at(events.getLast()),
                concluded == null ? "cancelled" : concluded.outcome(),
                concluded == null ? null : concluded.tier(),
                concluded == null ? null : concluded.provider(),
                concluded == null ? null : concluded.model(),
                concluded != null && concluded.degraded(),
                null,
                null,
                List.of(),
                List.of(),
                null,
                List.copyOf(attempts.values())));
    }

    private static IncidentAttempt attempt(AttemptOrder order, long sentAt, Long finishedAt, AttemptResult result) {
        return new IncidentAttempt(
                order.number(),
                order.rung(),
                order.tier(),
                order.provider(),
                order.model(),
                result == null ? 1 : result.sends(),
                sentAt,
                finishedAt,
                result,
                null,
                null,
                null,
                null);
    }

    private static long at(HistoryEvent event) {
        return Timestamps.toMillis(event.getEventTime());
    }

    private static <T> T value(Payloads payloads, Class<T> type) {
        Payload payload = payloads.getPayloads(0);
        return Values.CONVERTER.fromPayload(payload, type, type);
    }
}
