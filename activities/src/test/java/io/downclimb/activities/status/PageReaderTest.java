package io.downclimb.activities.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.simulator.Simulator;
import io.downclimb.simulator.StatusFault;
import io.downclimb.simulator.StatusIncident;
import io.downclimb.simulator.StatusPages;
import io.downclimb.workflows.activity.PollOrder;
import io.downclimb.workflows.status.PollMemory;
import io.downclimb.workflows.status.StatusLevel;
import io.downclimb.workflows.status.StatusPage;
import io.downclimb.workflows.status.StatusSource;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Pages over real HTTP, well and misbehaving. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageReaderTest {
    private final Simulator simulator = Simulator.start(0);
    private final StatusPages pages = simulator.statusPages();
    private final PageClient client = new PageClient(Duration.ofSeconds(10));
    private final PageReader reader = new PageReader(client);

    @AfterAll
    void close() {
        client.close();
        simulator.close();
    }

    private StatusPage page(StatusSource.Kind kind, String... names) {
        List<URI> urls = Stream.of(names)
                .map(name -> URI.create(simulator.baseUrl() + "/status/" + name + "/"
                        + switch (kind) {
                            case STATUSPAGE -> "api/v2/summary.json";
                            case INCIDENT_IO -> "api/v2/components.json";
                            case GOOGLE -> "incidents.json";
                        }))
                .toList();
        return new StatusPage(names[0], kind, urls, Map.of("claude", List.of("api")));
    }

    private Polled poll(StatusPage page) {
        return reader.poll(new PollOrder(page, PollMemory.FRESH), StatusDocument.empty(), 1_000);
    }

    private Polled.Answered answered(StatusPage page) {
        return (Polled.Answered) poll(page);
    }

    /** Polls again, with what the poll before left behind. */
    private Polled again(StatusPage page, Polled.Answered before) {
        PollMemory memory = PollMemory.FRESH.read(
                before.url(),
                before.validators(),
                String.valueOf(before.document().hash()),
                Map.of(),
                1_000);
        return reader.poll(new PollOrder(page, memory), before.document(), 2_000);
    }

    private static StatusLevel level(Polled.Answered answered) {
        return answered.document().components().getFirst().level();
    }

    @ParameterizedTest
    @CsvSource({
        "STATUSPAGE, partial_outage, PARTIAL_OUTAGE",
        "INCIDENT_IO, under_maintenance, DEGRADED",
        "GOOGLE, major_outage, MAJOR_OUTAGE"
    })
    void eachKindIsRead(StatusSource.Kind kind, String word, StatusLevel level) {
        String name = "kind-" + kind;
        StatusPage page = page(kind, name);
        assertThat(level(answered(page))).isEqualTo(StatusLevel.OPERATIONAL);
        pages.component(name, "api", word);
        pages.incident(name, new StatusIncident("i1", "Trouble with the API", "minor", List.of("api")));
        Polled.Answered answered = answered(page);
        assertThat(level(answered)).isEqualTo(level);
        assertThat(answered.document().incidents())
                .extracting(StatusReading.Incident::name)
                .contains("Trouble with the API");
    }

    static Stream<Arguments> misbehaviour() {
        return Stream.of(
                Arguments.of(new StatusFault.Garbage(), "not JSON", false),
                Arguments.of(new StatusFault.Status(405, null), "HTTP 405", true),
                Arguments.of(new StatusFault.Status(500, null), "HTTP 500", true),
                Arguments.of(new StatusFault.Huge(), "larger than 4194304 bytes", false),
                Arguments.of(new StatusFault.Redirect(null), "redirects that lead nowhere", false),
                Arguments.of(new StatusFault.Redirect("file:///etc/hostname"), "redirects that lead nowhere", false));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("misbehaviour")
    void whatCannotBeReadSaysWhy(StatusFault fault, String why, boolean refused) {
        String name = "bad-" + fault.hashCode();
        pages.misbehave(name, fault);
        Polled.Unanswered unanswered = (Polled.Unanswered) poll(page(StatusSource.Kind.STATUSPAGE, name));
        assertThat(unanswered.why()).startsWith("127.0.0.1: ").contains(why);
        assertThat(unanswered.refused()).isEqualTo(refused);
    }

    @ParameterizedTest
    @CsvSource({"silent", "stall"})
    void aPageThatFallsSilentIsGivenUp(String kind) {
        pages.misbehave(kind, kind.equals("silent") ? new StatusFault.Silent() : new StatusFault.Stall());
        PageClient impatient = new PageClient(Duration.ofMillis(300));
        Polled polled = new PageReader(impatient)
                .poll(
                        new PollOrder(page(StatusSource.Kind.STATUSPAGE, kind), PollMemory.FRESH),
                        StatusDocument.empty(),
                        1);
        impatient.close();
        assertThat(((Polled.Unanswered) polled).why()).contains("no whole answer within 300 ms");
    }

    @Test
    void aPortThatNobodyListensOnIsNoConnection() {
        String url;
        try (Simulator gone = Simulator.start(0)) {
            url = gone.baseUrl();
        }
        StatusPage page = new StatusPage(
                "gone", StatusSource.Kind.GOOGLE, List.of(URI.create(url + "/incidents.json")), Map.of());
        assertThat(((Polled.Unanswered) poll(page)).why()).isEqualTo("127.0.0.1: no connection");
    }

    @Test
    void otherSchemesAreNotAsked() {
        StatusPage page =
                new StatusPage("file", StatusSource.Kind.GOOGLE, List.of(URI.create("file:///etc/hostname")), Map.of());
        assertThat(((Polled.Unanswered) poll(page)).why()).contains("http or https");
    }

    @Test
    void retryAfterIsHeard() {
        pages.misbehave("busy", new StatusFault.Status(429, 77));
        Polled.Unanswered unanswered = (Polled.Unanswered) poll(page(StatusSource.Kind.STATUSPAGE, "busy"));
        assertThat(unanswered.retryAfterMs()).isEqualTo(77_000);
        assertThat(unanswered.refused()).isTrue();
    }

    @Test
    void aRedirectIsFollowed() {
        pages.component("there", "api", "major_outage");
        pages.misbehave("here", new StatusFault.Redirect("/status/there/api/v2/summary.json"));
        assertThat(level(answered(page(StatusSource.Kind.STATUSPAGE, "here")))).isEqualTo(StatusLevel.MAJOR_OUTAGE);
    }

    @Test
    void theNextAddressIsAskedWhereTheFirstDoesNotAnswer() {
        pages.misbehave("branded", new StatusFault.Status(405, null));
        pages.component("own", "api", "degraded_performance");
        StatusPage page = page(StatusSource.Kind.STATUSPAGE, "branded", "own");
        Polled.Answered answered = answered(page);
        assertThat(level(answered)).isEqualTo(StatusLevel.DEGRADED);
        assertThat(answered.url()).isEqualTo(page.urls().get(1));
        again(page, answered);
        assertThat(pages.polls("branded")).isEqualTo(1);
        assertThat(pages.polls("own")).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(StatusSource.Kind.class)
    void aPageThatHasNotChangedIsTheSameReading(StatusSource.Kind kind) {
        String name = "same-" + kind;
        StatusPage page = page(kind, name);
        pages.component(name, "api", "partial_outage");
        pages.incident(name, new StatusIncident("i1", "Trouble", "minor", List.of("api")));
        Polled.Answered first = answered(page);
        Polled.Answered second = (Polled.Answered) again(page, first);
        assertThat(pages.notModified(name)).isEqualTo(1);
        assertThat(second).isEqualTo(first);
        pages.component(name, "api", "operational");
        pages.resolve(name, "i1");
        assertThat(level((Polled.Answered) again(page, second))).isEqualTo(StatusLevel.OPERATIONAL);
    }

    @Test
    void datesServeWhereThereAreNoTags() {
        pages.versions("dated", StatusPages.Versions.LAST_MODIFIED);
        StatusPage page = page(StatusSource.Kind.STATUSPAGE, "dated");
        Polled.Answered first = answered(page);
        assertThat(again(page, first)).isEqualTo(first);
        assertThat(pages.notModified("dated")).isEqualTo(1);
    }

    @Test
    void aReadingThatIsLostIsAskedForUnconditionally() {
        StatusPage page = page(StatusSource.Kind.STATUSPAGE, "lost");
        Polled.Answered first = answered(page);
        PollMemory memory = PollMemory.FRESH.read(
                first.url(), first.validators(), String.valueOf(first.document().hash()), Map.of(), 1_000);
        Polled second = reader.poll(new PollOrder(page, memory), StatusDocument.empty(), 2_000);
        assertThat(second).isEqualTo(first);
        assertThat(pages.notModified("lost")).isZero();
    }

    @Test
    void aReadingSurvivesAsJsonAndAFailedPollKeepsIt() {
        StatusPage page = page(StatusSource.Kind.STATUSPAGE, "kept");
        StatusDocument read = answered(page).document();
        StatusDocument stored = StatusDocument.parse(
                read.tellingOf(page, PollMemory.FRESH, 1_000).json());
        assertThat(stored.reading()).isEqualTo(read.reading());
        assertThat(stored.hash()).isEqualTo(read.hash());
        StatusDocument failed = stored.failed(page, "HTTP 405");
        assertThat(failed.reading()).isEqualTo(read.reading());
        assertThat(failed.hash()).isEqualTo(read.hash());
        assertThat(failed.why()).isEqualTo("HTTP 405");
        assertThat(StatusDocument.empty().failed(page, "HTTP 405").components())
                .containsExactly(StatusReading.Component.unknown("api", "not read yet"));
        assertThat(StatusDocument.parse("no document")).isEqualTo(StatusDocument.empty());
    }
}
