package io.downclimb.api.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every key that Downclimb knows. A key that is not here is a mistake; one that is here is in docs/configuration.md. */
final class Keys {
    static final List<String> TOP =
            List.of("server", "store", "temporal", "limits", "incident", "providers", "models", "routes");
    static final List<String> SERVER = List.of("host", "port", "tokens");
    static final List<String> STORE =
            List.of("url", "user", "password", "max-connections", "keep-contents", "keep-facts");
    static final List<String> TEMPORAL = List.of("target", "namespace", "task-queue", "tls");
    static final List<String> LIMITS = List.of(
            "body-bytes",
            "messages",
            "nesting",
            "minimum-deadline",
            "header-timeout",
            "body-timeout",
            "streams",
            "starts",
            "stalled-reader");
    static final List<String> INCIDENT = List.of("window", "contents", "max-size");
    static final List<String> PROVIDER = List.of("api", "base-url", "keys", "when-set", "breaker", "status");
    static final List<String> BREAKER = List.of(
            "scope", "errors", "latency", "validators", "quality", "cooldown", "quality-probes", "retries", "canary");
    static final List<String> DETECTOR =
            List.of("detector", "healthy", "sick", "threshold", "above", "window", "minimum");
    static final List<String> QUALITY_WATCH = List.of("detector", "margin", "threshold", "window", "minimum");
    static final List<String> RETRIES = List.of("share", "minimum");
    static final List<String> CANARY = List.of("model", "prompt");
    static final List<String> STATUS = List.of("kind", "urls", "components");
    static final List<String> MODEL = List.of("window", "price");
    static final List<String> PRICE = List.of("input", "output");
    static final List<String> ROUTE = List.of(
            "deadline",
            "reserve",
            "idle",
            "ladder",
            "when-set",
            "status-shift",
            "judge",
            "streaming",
            "keep-alive",
            "overload");
    static final List<String> STATUS_SHIFT = List.of("partial", "major");
    static final List<String> JUDGE = List.of("rubric", "anchors", "sample", "judges");
    static final List<String> JUDGES = List.of("provider", "model");
    static final List<String> CACHE_RUNG = List.of("tier", "ttl", "stale", "at-door");
    static final List<String> MODEL_RUNG = List.of(
            "tier",
            "provider",
            "model",
            "budget",
            "complete-within",
            "execution",
            "idle",
            "retries",
            "prompt",
            "prompt-placement",
            "validate",
            "quality",
            "notice",
            "max-tokens");
    static final List<String> CANNED_RUNG = List.of("tier", "text", "file");
    static final List<String> VALIDATOR = List.of("non-empty", "finish-reason", "max-length", "regex", "json-schema");

    private Keys() {}

    /** The keys by the place they belong to. */
    static Map<String, List<String>> byPlace() {
        Map<String, List<String>> places = new LinkedHashMap<>();
        places.put("", TOP);
        places.put("server", SERVER);
        places.put("store", STORE);
        places.put("temporal", TEMPORAL);
        places.put("limits", LIMITS);
        places.put("incident", INCIDENT);
        places.put("providers.NAME", PROVIDER);
        places.put("providers.NAME.breaker", BREAKER);
        places.put("providers.NAME.breaker.errors", DETECTOR);
        places.put("providers.NAME.breaker.quality", QUALITY_WATCH);
        places.put("providers.NAME.breaker.retries", RETRIES);
        places.put("providers.NAME.breaker.canary", CANARY);
        places.put("providers.NAME.status", STATUS);
        places.put("models.PROVIDER/MODEL", MODEL);
        places.put("models.PROVIDER/MODEL.price", PRICE);
        places.put("routes.NAME", ROUTE);
        places.put("routes.NAME.status-shift", STATUS_SHIFT);
        places.put("routes.NAME.judge", JUDGE);
        places.put("routes.NAME.judge.judges", JUDGES);
        places.put("cache rung", CACHE_RUNG);
        places.put("model rung", MODEL_RUNG);
        places.put("canned rung", CANNED_RUNG);
        places.put("validate", VALIDATOR);
        return places;
    }
}
