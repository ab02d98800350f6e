package io.downclimb.activities.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.workflows.activity.ErrorClass;
import java.util.Objects;

/** What the transport tests share: a client, the pieces of a short answer, and how to look at reports. */
final class Wires {
    static final HttpProviderClient CLIENT = new HttpProviderClient();
    static final String STREAM = "content-type: text/event-stream\r\ntransfer-encoding: chunked\r\n";
    static final String HELLO = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello\"}}]}\n\n";
    static final String STOP = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    static final String DONE = "data: [DONE]\n\n";

    private Wires() {}

    static CallReport call(RawServer server, long first, long complete, long idle) {
        return CLIENT.call(
                Asking.of(Api.OPENAI_CHAT)
                        .at(server.url())
                        .limits(first, complete, idle)
                        .call(),
                new Cancellation());
    }

    static CallReport.Failed failed(CallReport report) {
        assertThat(report.result()).isInstanceOf(CallReport.Failed.class);
        return (CallReport.Failed) report.result();
    }

    static String body(CallReport report) {
        return Objects.requireNonNull(failed(report).diagnosis()).body();
    }

    static String text(CallReport report) {
        assertThat(report.result()).isInstanceOf(CallReport.Answered.class);
        return ((CallReport.Answered) report.result())
                .answer()
                .at("/choices/0/message/content")
                .asText();
    }

    static void assertFailed(CallReport report, ErrorClass errorClass, String detail) {
        CallReport.Failed failed = failed(report);
        assertThat(failed.errorClass()).isEqualTo(errorClass);
        assertThat(failed.detail()).isEqualTo(detail);
    }
}
