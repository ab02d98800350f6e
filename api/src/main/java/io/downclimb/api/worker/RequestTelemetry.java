package io.downclimb.api.worker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.activities.request.ConclusionListener;
import io.downclimb.db.AnswerRow;
import io.downclimb.db.RequestRow;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One span and one log line for each request, by whoever writes its conclusion: so neither is lost, and neither comes twice. */
@Singleton
class RequestTelemetry implements ConclusionListener {
    private static final Logger LOG = LoggerFactory.getLogger("downclimb.request");

    private final Tracer tracer;

    RequestTelemetry(OpenTelemetry telemetry) {
        this.tracer = telemetry.getTracer("io.downclimb");
    }

    @Override
    public void concluded(RequestRow request, AnswerRow answer, @Nullable ObjectNode content) {
        long took = Duration.between(request.receivedAt(), answer.concludedAt()).toMillis();
        String tier = answer.tier() == null ? "none" : answer.tier();
        LOG.info(
                "request={} route={} outcome={} tier={} degraded={} classes={} attempts={} took={}ms",
                request.id(),
                request.route(),
                answer.outcome(),
                tier,
                answer.degraded(),
                answer.classes(),
                answer.attempts(),
                took);
        span(request, answer, tier);
    }

    private void span(RequestRow request, AnswerRow answer, String tier) {
        SpanBuilder builder = tracer.spanBuilder("downclimb.request")
                .setSpanKind(SpanKind.SERVER)
                .setParent(parent(request.traceParent()))
                .setStartTimestamp(request.receivedAt())
                .setAttribute("fallback.tier", tier)
                .setAttribute("downclimb.request_id", request.id().toString())
                .setAttribute("downclimb.route", request.route())
                .setAttribute("downclimb.outcome", answer.outcome())
                .setAttribute("downclimb.degraded", answer.degraded())
                .setAttribute("downclimb.attempts", answer.attempts());
        Span span = builder.startSpan();
        if (answer.outcome().equals("failed")) {
            span.setStatus(StatusCode.ERROR);
        }
        span.end(answer.concludedAt());
    }

    private static Context parent(@Nullable String traceParent) {
        if (traceParent == null) {
            return Context.root();
        }
        return W3CTraceContextPropagator.getInstance().extract(Context.root(), traceParent, TraceParent.GETTER);
    }

    /** The header's value is all there is to get. */
    private enum TraceParent implements TextMapGetter<String> {
        GETTER;

        @Override
        public Iterable<String> keys(String carrier) {
            return List.of("traceparent");
        }

        @Override
        public @Nullable String get(@Nullable String carrier, String key) {
            return key.equals("traceparent") ? carrier : null;
        }
    }
}
