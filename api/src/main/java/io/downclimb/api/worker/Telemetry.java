package io.downclimb.api.worker;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import jakarta.inject.Singleton;
import java.util.Map;

/** OpenTelemetry by its own environment variables (OTEL_EXPORTER_OTLP_ENDPOINT, …). Without an endpoint nothing is exported. */
@Factory
class Telemetry {
    @Singleton
    @Bean(preDestroy = "close")
    OpenTelemetrySdk sdk() {
        return AutoConfiguredOpenTelemetrySdk.builder()
                .addPropertiesCustomizer(config -> {
                    boolean exports = config.getString("otel.exporter.otlp.endpoint") != null
                            || config.getString("otel.exporter.otlp.traces.endpoint") != null;
                    String traces = config.getString("otel.traces.exporter");
                    return Map.of(
                            "otel.service.name",
                            config.getString("otel.service.name", "downclimb"),
                            "otel.traces.exporter",
                            traces != null ? traces : exports ? "otlp" : "none",
                            "otel.metrics.exporter",
                            "none",
                            "otel.logs.exporter",
                            "none");
                })
                .disableShutdownHook()
                .build()
                .getOpenTelemetrySdk();
    }

    @Singleton
    OpenTelemetry telemetry(OpenTelemetrySdk sdk) {
        return sdk;
    }
}
