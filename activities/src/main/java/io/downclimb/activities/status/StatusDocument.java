package io.downclimb.activities.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.downclimb.workflows.policy.Sha256;
import io.downclimb.workflows.status.PollMemory;
import io.downclimb.workflows.status.StatusLevel;
import io.downclimb.workflows.status.StatusNews;
import io.downclimb.workflows.status.StatusPage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a page's row, beside its level, as JSON.
 *
 * @param providers what the page comes to for each
 * @param components as they were last read
 * @param incidents under way when the page was last read
 * @param why why the last poll brought nothing; null where it brought something
 * @param note what a reader should know of the page; null for nothing
 * @param hash of the components and incidents; null where none were read yet
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record StatusDocument(
        List<ProviderStatus> providers,
        List<StatusReading.Component> components,
        List<StatusReading.Incident> incidents,
        @Nullable String why,
        @Nullable String note,
        @Nullable String hash) {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** What the page comes to for a provider, and through which components. */
    record ProviderStatus(String provider, StatusLevel level, Instant since, List<String> components) {}

    StatusDocument {
        providers = List.copyOf(providers);
        components = List.copyOf(components);
        incidents = List.copyOf(incidents);
    }

    /** Of a page that has not been read yet. */
    static StatusDocument empty() {
        return new StatusDocument(List.of(), List.of(), List.of(), null, null, null);
    }

    /** A reading; its providers are still to be told. */
    static StatusDocument of(StatusReading reading, @Nullable String note) {
        StatusReading dated = new StatusReading(reading.components(), reading.incidents(), null);
        return new StatusDocument(
                List.of(), reading.components(), reading.incidents(), null, note, Sha256.of(write(dated)));
    }

    /** The last reading, and why there is none since. Components that were never read are unknown. */
    StatusDocument failed(StatusPage page, String reason) {
        List<StatusReading.Component> known = page.components().values().stream()
                .flatMap(List::stream)
                .distinct()
                .sorted()
                .map(id -> components.stream()
                        .filter(component -> component.id().equals(id))
                        .findFirst()
                        .orElseGet(() -> StatusReading.Component.unknown(id, "not read yet")))
                .toList();
        return new StatusDocument(List.of(), known, incidents, reason, note, hash);
    }

    /** With what it comes to for each provider, now. */
    StatusDocument tellingOf(StatusPage page, PollMemory memory, long now) {
        List<ProviderStatus> told = page.components().keySet().stream()
                .sorted()
                .map(provider -> {
                    StatusNews news = memory.news(provider, now);
                    return new ProviderStatus(
                            provider,
                            news.level(),
                            Instant.ofEpochMilli(news.since()),
                            page.components().getOrDefault(provider, List.of()));
                })
                .toList();
        return new StatusDocument(told, components, incidents, why, note, hash);
    }

    StatusReading reading() {
        return new StatusReading(components, incidents, null);
    }

    String json() {
        return write(this);
    }

    /** The document; empty where the text is none of this version's. */
    static StatusDocument parse(String json) {
        try {
            return MAPPER.readValue(json, StatusDocument.class);
        } catch (JsonProcessingException e) {
            return empty();
        }
    }

    private static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a reading could not be written as JSON", e);
        }
    }
}
