package io.downclimb.api.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.db.AnswerRow;
import io.downclimb.db.RequestRow;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RequestTelemetryTest {
    private static final Instant ARRIVED = Instant.parse("2026-04-07T10:00:00Z");
    private static final Instant CONCLUDED = ARRIVED.plusMillis(1_500);

    private final InMemorySpanExporter exported = InMemorySpanExporter.create();
    private final RequestTelemetry telemetry = new RequestTelemetry(OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exported))
                    .build())
            .build());

    @Test
    void aRequestIsOneSpanFromArrivalToConclusionThatTellsItsTier() {
        telemetry.concluded(request(null), answer("answered", "secondary", true), null);

        SpanData span = exported.getFinishedSpanItems().getFirst();
        assertThat(exported.getFinishedSpanItems()).hasSize(1);
        assertThat(span.getName()).isEqualTo("downclimb.request");
        assertThat(span.getAttributes().get(AttributeKey.stringKey("fallback.tier")))
                .isEqualTo("secondary");
        assertThat(span.getAttributes().get(AttributeKey.booleanKey("downclimb.degraded")))
                .isTrue();
        assertThat(span.getAttributes().get(AttributeKey.longKey("downclimb.attempts")))
                .isEqualTo(2);
        assertThat(span.getStartEpochNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(ARRIVED.toEpochMilli()));
        assertThat(span.getEndEpochNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(CONCLUDED.toEpochMilli()));
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    }

    @Test
    void aCallersTraceGoesOn() {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        telemetry.concluded(
                request("00-" + trace + "-00f067aa0ba902b7-01"), answer("answered", "primary", false), null);

        SpanData span = exported.getFinishedSpanItems().getFirst();
        assertThat(span.getTraceId()).isEqualTo(trace);
        assertThat(span.getParentSpanId()).isEqualTo("00f067aa0ba902b7");
    }

    @Test
    void aFailureIsAnErrorWithoutATier() {
        telemetry.concluded(request(null), answer("failed", null, false), null);

        SpanData span = exported.getFinishedSpanItems().getFirst();
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(span.getAttributes().get(AttributeKey.stringKey("fallback.tier")))
                .isEqualTo("none");
    }

    private static RequestRow request(String traceParent) {
        return new RequestRow(
                UUID.randomUUID(),
                "default",
                "support",
                "policy",
                null,
                "body",
                "workflow",
                ARRIVED,
                ARRIVED.plusSeconds(20),
                1.0,
                traceParent,
                null,
                CONCLUDED);
    }

    private static AnswerRow answer(String outcome, String tier, boolean degraded) {
        return new AnswerRow(
                UUID.randomUUID(),
                outcome,
                tier,
                null,
                null,
                null,
                degraded,
                null,
                null,
                null,
                2,
                "[]",
                "[]",
                "[]",
                null,
                CONCLUDED);
    }
}
