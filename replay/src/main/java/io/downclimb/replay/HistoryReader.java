package io.downclimb.replay;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.downclimb.incident.IncidentFormatException;
import io.downclimb.incident.IncidentHistory;
import io.temporal.api.history.v1.History;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.common.converter.DataConverterException;

/**
 * Reads a history from its JSON. Temporal's tools wrote the names of events in two ways over the years; the SDK translates the older one by searching
 * the whole document, which takes longer than the replay. So it is asked only where a history needs it.
 */
final class HistoryReader {
    private static final JsonFormat.Parser PARSER = JsonFormat.parser().ignoringUnknownFields();
    private static final String NEWER_NAMES = "\"EVENT_TYPE_WORKFLOW_EXECUTION_STARTED\"";

    private HistoryReader() {}

    static WorkflowExecutionHistory read(IncidentHistory history) {
        try {
            return history.json().contains(NEWER_NAMES)
                    ? new WorkflowExecutionHistory(parsed(history.json()), history.workflowId())
                    : WorkflowExecutionHistory.fromJson(history.json(), history.workflowId());
        } catch (InvalidProtocolBufferException | DataConverterException | IllegalArgumentException e) {
            throw new IncidentFormatException(
                    "the history of %s cannot be read: %s. Export it again, or leave it out"
                            .formatted(history.workflowId(), e.getMessage()),
                    e);
        }
    }

    private static History parsed(String json) throws InvalidProtocolBufferException {
        History.Builder history = History.newBuilder();
        PARSER.merge(json, history);
        return history.build();
    }
}
