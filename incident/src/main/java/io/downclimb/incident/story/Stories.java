package io.downclimb.incident.story;

import io.downclimb.incident.Closing;
import io.downclimb.incident.Incident;
import io.downclimb.incident.IncidentFile;
import io.downclimb.incident.IncidentFormatException;
import io.downclimb.incident.IncidentHistory;
import io.downclimb.incident.IncidentRequest;
import io.downclimb.workflows.policy.Policy;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Finds a request in an incident file and tells its story. */
public final class Stories {
    private Stories() {}

    /**
     * The story of one request; empty where the file does not have it.
     *
     * @throws IncidentFormatException where the file cannot be read, or lacks the request's policy
     */
    public static Optional<Story> read(Path path, String requestId) {
        try (IncidentFile file = IncidentFile.open(path)) {
            Incident incident = file.load();
            IncidentRequest request = incident.requests().stream()
                    .filter(one -> one.id().equals(requestId))
                    .findFirst()
                    .orElse(null);
            if (request == null) {
                return Optional.empty();
            }
            Policy policy = incident.policies().get(request.policyHash());
            if (policy == null) {
                throw new IncidentFormatException(
                        "policies.jsonl has no policy %s, which request %s names: export it again"
                                .formatted(request.policyHash(), requestId));
            }
            AtomicReference<@Nullable IncidentHistory> history = new AtomicReference<>();
            file.histories(one -> {
                if (one.workflowId().equals(request.workflowId())) {
                    history.set(one);
                }
            });
            String why = incident.closing().missing().stream()
                    .filter(missing -> missing.workflowId().equals(request.workflowId()))
                    .map(Closing.MissingHistory::why)
                    .findFirst()
                    .orElse(null);
            return Optional.of(
                    Story.of(request, policy, history.get(), why, incident.transitions(), incident.judgements()));
        }
    }
}
