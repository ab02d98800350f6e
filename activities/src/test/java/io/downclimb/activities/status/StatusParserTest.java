package io.downclimb.activities.status;

import static io.downclimb.workflows.status.StatusSource.Kind.GOOGLE;
import static io.downclimb.workflows.status.StatusSource.Kind.INCIDENT_IO;
import static io.downclimb.workflows.status.StatusSource.Kind.STATUSPAGE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.downclimb.workflows.status.StatusLevel;
import io.downclimb.workflows.status.StatusNews;
import io.downclimb.workflows.status.StatusSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatusParserTest {
    private static JsonNode page(String name) throws IOException {
        try (InputStream in = StatusParserTest.class.getResourceAsStream("/status/" + name + ".json")) {
            return Objects.requireNonNull(
                    PageJson.tree(Objects.requireNonNull(in).readAllBytes()));
        }
    }

    private static JsonNode tree(String json) {
        return Objects.requireNonNull(PageJson.tree(json.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource({
        "STATUSPAGE, statuspage-summary, rwppv331jlwc, OPERATIONAL, 2026-10-13T08:00:00Z",
        "STATUSPAGE, statuspage-summary, k8w3r06qmzrp, PARTIAL_OUTAGE, 2026-10-14T15:02:31.412Z",
        "STATUSPAGE, statuspage-summary, degraded0001, DEGRADED, 2026-10-14T13:10:00Z",
        "STATUSPAGE, statuspage-summary, maintained01, DEGRADED, 2026-10-14T15:10:00Z",
        "STATUSPAGE, statuspage-summary, major0000001, MAJOR_OUTAGE, 2026-10-14T14:59:00Z",
        "STATUSPAGE, statuspage-summary, newword00001, UNKNOWN, 2026-10-14T14:59:00Z",
        "STATUSPAGE, statuspage-summary, nullstatus01, UNKNOWN, ",
        "STATUSPAGE, statuspage-summary, vanished0001, UNKNOWN, ",
        "INCIDENT_IO, incidentio-components, 01JMXBRMFE6N2NNT7DG6XZQ6PW, DEGRADED, 2026-11-02T08:51:12.5Z",
        "INCIDENT_IO, incidentio-components, 01JP8CD9JR3HR6Y7G4Q75N4DVW, OPERATIONAL, ",
        "GOOGLE, google-incidents, Z0FZJAMvEB4j3NbCJs6B, PARTIAL_OUTAGE, 2026-10-20T10:00:00Z",
        "GOOGLE, google-incidents, storage, OPERATIONAL, 2026-09-01T12:00:00Z",
        "GOOGLE, google-incidents, bigquery, MAJOR_OUTAGE, 2026-10-20T11:00:00Z",
        "GOOGLE, google-incidents, pubsub, UNKNOWN, ",
        "GOOGLE, google-incidents, never-in-the-feed, OPERATIONAL, "
    })
    void aComponentIsFoundByItsId(StatusSource.Kind kind, String page, String id, StatusLevel level, Instant since)
            throws Exception {
        StatusReading reading = StatusParser.parse(kind, List.of(id), page(page));
        assertThat(reading.why()).isNull();
        StatusReading.Component component = reading.components().getFirst();
        assertThat(component.level()).isEqualTo(level);
        assertThat(component.since()).isEqualTo(since);
        assertThat(component.why() != null).isEqualTo(level == StatusLevel.UNKNOWN);
    }

    @Test
    void theHeadlineIsNotLookedAt() throws Exception {
        assertThat(page("statuspage-summary").at("/status/indicator").asText()).isEqualTo("minor");
        StatusReading reading =
                StatusParser.parse(STATUSPAGE, List.of("k8w3r06qmzrp", "major0000001"), page("statuspage-summary"));
        assertThat(reading.news(List.of("k8w3r06qmzrp"), 7).level()).isEqualTo(StatusLevel.PARTIAL_OUTAGE);
        assertThat(reading.news(List.of("k8w3r06qmzrp", "major0000001"), 7))
                .isEqualTo(new StatusNews(
                        StatusLevel.MAJOR_OUTAGE,
                        Instant.parse("2026-10-14T14:59:00Z").toEpochMilli(),
                        7));
    }

    @Test
    void aVanishedComponentLeavesOpenWhetherAllIsWell() throws Exception {
        List<String> ids = List.of("rwppv331jlwc", "vanished0001", "k8w3r06qmzrp");
        StatusReading reading = StatusParser.parse(STATUSPAGE, ids, page("statuspage-summary"));
        assertThat(reading.news(List.of("rwppv331jlwc", "vanished0001"), 7).level())
                .isEqualTo(StatusLevel.UNKNOWN);
        assertThat(reading.news(ids, 7).level()).isEqualTo(StatusLevel.PARTIAL_OUTAGE);
    }

    @Test
    void incidentsUnderWayInform() throws Exception {
        assertThat(StatusParser.parse(STATUSPAGE, List.of(), page("statuspage-summary"))
                        .incidents())
                .containsExactly(new StatusReading.Incident(
                        "7nh3j5wq2m1x", "Elevated errors on the API", "minor", Instant.parse("2026-10-14T14:41:00Z")));
        assertThat(StatuspageFormat.incidents(page("incidentio-incidents")))
                .containsExactly(new StatusReading.Incident(
                        "01JQ0000000000000000000001",
                        "Increased latency in Chat Completions",
                        "minor",
                        Instant.parse("2026-11-02T08:51:00Z")));
        assertThat(StatuspageFormat.incidents(tree("{\"page\":{}}"))).isEmpty();
        assertThat(StatusParser.parse(GOOGLE, List.of("Z0FZJAMvEB4j3NbCJs6B", "storage"), page("google-incidents"))
                        .incidents())
                .extracting(StatusReading.Incident::id)
                .containsExactly("under-way-1", "under-way-2");
    }

    @Test
    void googlesProductsAreCalledWhatTheyAreCalledNow() throws Exception {
        assertThat(StatusParser.parse(GOOGLE, List.of("Z0FZJAMvEB4j3NbCJs6B"), page("google-incidents"))
                        .components()
                        .getFirst()
                        .name())
                .isEqualTo("Agent Platform Gemini API");
    }

    @Test
    void anEmptyFeedOfGoogleIsAllWell() {
        assertThat(StatusParser.parse(GOOGLE, List.of("a"), tree("[]"))
                        .news(List.of("a"), 1)
                        .level())
                .isEqualTo(StatusLevel.OPERATIONAL);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "STATUSPAGE | []",
                "STATUSPAGE | {}",
                "STATUSPAGE | null",
                "STATUSPAGE | 7",
                "STATUSPAGE | {\"components\":null}",
                "STATUSPAGE | {\"components\":{\"id\":\"a\",\"status\":\"operational\"}}",
                "INCIDENT_IO | {\"incidents\":[]}",
                "GOOGLE | {}",
                "GOOGLE | \"text\"",
                "GOOGLE | {\"id\":\"a\",\"affected_products\":[]}",
                "GOOGLE | [1,2,3]",
                "GOOGLE | [{\"error\":\"sorry\"}]"
            })
    void whatIsNoPageOfItsKindIsUnknownAndSaysWhy(StatusSource.Kind kind, String json) {
        StatusReading reading = StatusParser.parse(kind, List.of("a", "b"), tree(json));
        assertThat(reading.why()).isNotBlank();
        assertThat(reading.components())
                .extracting(StatusReading.Component::level)
                .containsExactly(StatusLevel.UNKNOWN, StatusLevel.UNKNOWN);
    }

    @Test
    void incidentIoPagesWithoutStatusesAreUnknown() {
        JsonNode page = tree("{\"components\":[{\"id\":\"a\"},{\"id\":7,\"status\":\"operational\"}]}");
        assertThat(StatusParser.parse(INCIDENT_IO, List.of("a", "7"), page)
                        .news(List.of("a", "7"), 1)
                        .level())
                .isEqualTo(StatusLevel.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "<html>", "{", "{}{}", "{\"a\":1}x"})
    void whatIsNotJsonIsNoTree(String text) {
        assertThat(PageJson.tree(text.getBytes(StandardCharsets.UTF_8))).isNull();
    }

    @Test
    void jsonBeyondTheLimitsIsNoTree() {
        assertThat(PageJson.tree(("[".repeat(60) + "]".repeat(60)).getBytes(StandardCharsets.UTF_8)))
                .isNull();
        assertThat(PageJson.tree("9".repeat(200).getBytes(StandardCharsets.UTF_8)))
                .isNull();
        String text = "x".repeat(2 * 1024 * 1024);
        assertThat(PageJson.tree(("\"" + text + "\"").getBytes(StandardCharsets.UTF_8)))
                .isNull();
    }

    @Test
    void longNamesAreCut() {
        String name = "n".repeat(500);
        JsonNode page =
                tree("{\"components\":[{\"id\":\"a\",\"name\":\"%s\",\"status\":\"operational\"}]}".formatted(name));
        assertThat(StatusParser.parse(STATUSPAGE, List.of("a"), page)
                        .components()
                        .getFirst()
                        .name())
                .hasSize(201)
                .endsWith("…");
    }
}
