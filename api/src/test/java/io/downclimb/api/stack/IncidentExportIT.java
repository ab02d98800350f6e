package io.downclimb.api.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.api.incident.ExportOrder;
import io.downclimb.api.incident.IncidentExport;
import io.downclimb.api.incident.IncidentExports;
import io.downclimb.embedded.SharedStack;
import io.downclimb.incident.Incident;
import io.downclimb.incident.IncidentContent;
import io.downclimb.incident.IncidentFile;
import io.downclimb.incident.IncidentHistory;
import io.downclimb.incident.IncidentRequest;
import io.downclimb.simulator.Fault;
import io.downclimb.simulator.Simulator;
import io.downclimb.workflows.breaker.Phase;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An outage in which everything that may not leave is marked, exported: is all there that happened, and nothing that anybody wrote?
 */
class IncidentExportIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String PROMPT = "marker-prompt-" + UUID.randomUUID();
    private static final String TEMPLATE = "marker-template-" + UUID.randomUUID();
    private static final String ANSWER = "marker-answer-" + UUID.randomUUID();
    private static final String CANNED = "marker-canned-" + UUID.randomUUID();
    private static final String RUBRIC = "marker-rubric-" + UUID.randomUUID();
    private static final String REASON = "marker-reason-" + UUID.randomUUID();
    private static final String CANARY = "marker-canary-" + UUID.randomUUID();
    private static final String KEY = "marker-key-" + UUID.randomUUID();
    private static final List<String> MARKERS =
            List.of(PROMPT, TEMPLATE, ANSWER, CANNED, RUBRIC, REASON, CANARY, KEY, "sk-one-secret", "sk-two-secret");
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]{16,}={0,2}");

    @TempDir
    static Path folder;

    private static Records records;
    private static Stack stack;
    private static Stack open;
    private static Instant begin;
    private static Path file;
    private static Incident incident;

    @BeforeAll
    static void happens() throws IOException {
        begin = Instant.now().minusSeconds(1);
        records = new Records(SharedStack.newDatabase());
        Simulator simulator = Simulator.start(0);
        stack = installation(simulator, "").node(Map.of("downclimb.status.interval", "500ms"));
        open = installation(simulator, "incident: {contents: true}\n").node();
        Patiently.await(SOON, () -> stack.get("/health/readiness").status(), status -> status == 200);
        simulator.faults().answer("judged", ANSWER);
        simulator.faults().answer("judge", "{\"score\": 0.75, \"reason\": \"" + REASON + "\"}");
        simulator.faults().set("outage", new Fault.Echo(Fault.status(529)));
        for (int call = 0; call < 6; call++) {
            ask("outage");
        }
        BreakerStage.awaitHealth(stack, "outage", SOON, Phase.OPEN);
        ask("outage");
        ask("judged");
        ask("judged");
        Patiently.await(SOON, () -> records.count("select count(*) from judgements"), judged -> judged == 4);
        Patiently.await(SOON, () -> records.count("select count(*) from probes"), probes -> probes > 0);
        file = export(stack, "whole.zip", "from=" + begin.toEpochMilli());
        try (IncidentFile opened = IncidentFile.open(file)) {
            incident = opened.load();
        }
    }

    @AfterAll
    static void stop() {
        open.node().close();
        stack.close();
    }

    private static Installation installation(Simulator simulator, String more) throws IOException {
        Path template = Files.writeString(folder.resolve("template.md"), TEMPLATE + "\n--- user ---\n{{message}}\n");
        Path rubric = Files.writeString(folder.resolve("rubric.md"), RUBRIC);
        String status =
                ", status: {kind: statuspage, urls: [\"SIM/status/outage/api/v2/summary.json\"], components: [api]}";
        String canary = ", breaker: {canary: {model: a-model, prompt: \"" + CANARY + "\"}}";
        StringBuilder yaml = new StringBuilder(more)
                .append("providers:\n")
                .append(Installation.provider("outage", status + canary))
                .append(Installation.provider("judged", ""))
                .append(Installation.provider("judge", ""))
                .append("routes:\n");
        for (String name : List.of("outage", "judged")) {
            yaml.append("""
                    %s:
                      deadline: 8s
                      ladder:
                        - {tier: primary, provider: %s, model: a-model, budget: 3s, retries: 0, prompt: '%s', quality: 0.7}
                        - {tier: canned, text: "%s"}
                      judge: {rubric: '%s', sample: 1, judges: [{provider: judge, model: j-model}]}
                    """.formatted(name, name, template, CANNED, rubric).indent(2));
        }
        return new Installation(
                simulator, records.jdbcUrl(), SharedStack.postgres(), SharedStack.temporal(), yaml.toString());
    }

    private static void ask(String route) {
        Traffic.patiently(stack, route, PROMPT);
        stack.ask(route, PROMPT, "Idempotency-Key", KEY + UUID.randomUUID());
    }

    /** What the door gives, as a file. */
    static Path export(Stack from, String name, String query) {
        Path to = folder.resolve(name);
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<Path> response = client.send(
                    HttpRequest.newBuilder(from.uri("/v1/incident?" + query)).build(),
                    HttpResponse.BodyHandlers.ofFile(to));
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("content-type")).hasValue("application/zip");
            assertThat(response.headers().firstValue("content-disposition").orElse(""))
                    .matches("attachment; filename=\"incident-.*\\.zip\"");
            return to;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Incident load(String name, String query) {
        try (IncidentFile opened = IncidentFile.open(export(stack, name, query))) {
            return opened.load();
        }
    }

    private static Map<String, String> entries(Path zip) throws IOException {
        Map<String, String> entries = new TreeMap<>();
        try (InputStream in = Files.newInputStream(zip);
                ZipInputStream unzipped = new ZipInputStream(in)) {
            for (ZipEntry entry = unzipped.getNextEntry(); entry != null; entry = unzipped.getNextEntry()) {
                entries.put(entry.getName(), new String(unzipped.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return entries;
    }

    @Test
    void whatAnybodyWroteIsNowhereInTheFileNeitherPlainNorEncoded() throws IOException {
        Map<String, String> entries = entries(file);
        assertThat(entries).containsKeys("incident.json", "requests.jsonl", "histories/0001.jsonl", "closing.json");
        entries.forEach((name, text) -> {
            assertThat(MARKERS.stream().filter(text::contains)).as(name).isEmpty();
            String decoded = decoded(text);
            assertThat(MARKERS.stream().filter(decoded::contains))
                    .as("payloads of %s", name)
                    .isEmpty();
        });
        assertThat(decoded(entries.get("histories/0001.jsonl")))
                .as("the payloads are looked into")
                .contains("OVERLOADED", "policyHash");
    }

    @Test
    void theMarksAreThereToBeFound() {
        String contents = String.join("\n", records.texts("select convert_from(body, 'UTF8') from contents"));
        assertThat(contents).contains(PROMPT, ANSWER, CANNED, REASON);
        assertThat(String.join("\n", records.texts("select text from policy_texts")))
                .contains(TEMPLATE, CANNED);
        assertThat(records.texts("select outcome from probes")).isNotEmpty();
    }

    private static String decoded(String text) {
        StringBuilder decoded = new StringBuilder();
        Matcher encoded = BASE64.matcher(text.replace("\\u003d", "=").replace("\\/", "/"));
        while (encoded.find()) {
            String run = encoded.group();
            int whole = run.length() - run.length() % 4;
            try {
                decoded.append(new String(Base64.getDecoder().decode(run.substring(0, whole)), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                decoded.append(' ');
            }
        }
        return decoded.toString();
    }

    @Test
    void machinesAreNotNamed() throws IOException {
        String host = java.lang.management.ManagementFactory.getRuntimeMXBean().getName();
        entries(file)
                .values()
                .forEach(text -> assertThat(text).doesNotContain("downclimb@").doesNotContain(host));
    }

    @Test
    void everythingRecordedIsInTheFile() {
        assertThat(incident.requests())
                .extracting(IncidentRequest::id)
                .containsExactlyElementsOf(records.texts("select id from requests order by received_at, id"));
        long attempts = incident.requests().stream()
                .mapToLong(request -> request.attempts().size())
                .sum();
        assertThat(attempts)
                .isEqualTo(records.count("select count(*) from attempts"))
                .isPositive();
        assertThat(incident.requests())
                .filteredOn(request -> request.route().equals("outage"))
                .allSatisfy(request -> {
                    assertThat(request.outcome()).isEqualTo("answered");
                    assertThat(request.tier()).isEqualTo("canned");
                });
        assertThat(incident.requests())
                .anySatisfy(request -> assertThat(request.classes()).containsExactly("primary:OVERLOADED"));
        assertThat(incident.requests()).filteredOn(IncidentRequest::keyed).isNotEmpty();
        assertThat(incident.judgements())
                .hasSize(4)
                .allSatisfy(judgement -> assertThat(judgement.score()).isEqualTo(0.75));
        assertThat(incident.policies()).hasSize(2);
        assertThat(incident.breakers()).extracting("provider").contains("outage", "judged");
        assertThat(incident.transitions())
                .anySatisfy(transition -> assertThat(transition.isTrip()).isTrue());
        assertThat(incident.windows())
                .anySatisfy(window -> assertThat(window.bad()).isPositive());
        assertThat(incident.probes()).isNotEmpty();
        assertThat(incident.statusPages()).hasSize(1);
        assertThat(incident.closing().leftOut()).isEmpty();
    }

    @Test
    void eachRequestBreakerPageAndJudgementHasItsHistory() {
        List<IncidentHistory> histories = new ArrayList<>();
        try (IncidentFile opened = IncidentFile.open(file)) {
            opened.histories(histories::add);
            assertThat(opened.closing().missing()).isEmpty();
        }
        List<String> ids = histories.stream().map(IncidentHistory::workflowId).toList();
        assertThat(ids)
                .containsAll(records.texts("select workflow_id from requests"))
                .contains("breaker/outage", "breaker/judged")
                .anyMatch(id -> id.startsWith("status/"));
        assertThat(ids.stream().filter(id -> id.startsWith("judge/"))).hasSize(4);
        assertThat(histories).extracting(IncidentHistory::type).contains("Breaker", "Status", "Request", "Judge");
        assertThat(histories).allSatisfy(history -> assertThat(history.runId()).isNotEmpty());
    }

    @Test
    void aRouteAProviderOrIdsNarrowIt() {
        String span = "from=" + begin.toEpochMilli();
        assertThat(load("route.zip", span + "&route=judged").requests())
                .isNotEmpty()
                .extracting(IncidentRequest::route)
                .containsOnly("judged");
        Incident ofProvider = load("provider.zip", span + "&provider=outage");
        assertThat(ofProvider.requests())
                .isNotEmpty()
                .extracting(IncidentRequest::route)
                .containsOnly("outage");
        assertThat(ofProvider.breakers()).extracting("provider").containsExactly("outage");
        List<String> two = incident.requests().subList(0, 2).stream()
                .map(IncidentRequest::id)
                .toList();
        Incident named = load("ids.zip", "request=" + String.join("&request=", two));
        assertThat(named.requests()).extracting(IncidentRequest::id).containsExactlyElementsOf(two);
        assertThat(named.manifest().selection().from())
                .isEqualTo(incident.requests().getFirst().receivedAt());
    }

    @Test
    void anOrderThatCannotBeMetIsRefusedWithItsParameter() {
        refused("from=yesterday", 400, "from");
        refused("from=2&until=1", 400, "until");
        refused("from=" + Instant.now().plusSeconds(3_600).toEpochMilli(), 400, "from");
        refused("route=none", 404, "route");
        refused("provider=none", 404, "provider");
        refused("request=" + UUID.randomUUID(), 404, "request");
        refused("request=one", 400, "request");
        refused("contents=true", 403, "contents");
    }

    private static void refused(String query, int status, String param) {
        Stack.Answer answer = stack.get("/v1/incident?" + query);
        assertThat(answer.status()).as(query).isEqualTo(status);
        assertThat(answer.header("content-type")).startsWith("application/problem+json");
        assertThat(answer.json().path("param").asText()).as(query).isEqualTo(param);
    }

    @Test
    void contentsAreThereWhereTheyAreAskedForAndAllowed() {
        List<IncidentContent> contents = new ArrayList<>();
        try (IncidentFile opened =
                IncidentFile.open(export(open, "contents.zip", "contents=true&from=" + begin.toEpochMilli()))) {
            assertThat(opened.manifest().contents()).isTrue();
            opened.contents(contents::add);
        }
        String bodies = String.join(
                "\n",
                contents.stream()
                        .map(content -> new String(content.body(), StandardCharsets.UTF_8))
                        .toList());
        assertThat(bodies).contains(PROMPT, ANSWER, CANNED).doesNotContain(REASON, "sk-one-secret");
    }

    @Test
    void moreThanTwoAtOnceAreToldToComeBack() throws Exception {
        IncidentExports exports = open.node().context().getBean(IncidentExports.class);
        ExportOrder order = new ExportOrder(begin.toEpochMilli(), null, null, null, List.of(), false);
        try (IncidentExport one = exports.begin(order, Instant.now());
                IncidentExport two = exports.begin(order, Instant.now())) {
            assertThat(one.fileName()).isEqualTo(two.fileName());
            Stack.Answer third = open.get("/v1/incident");
            assertThat(third.status()).isEqualTo(429);
            assertThat(third.header("retry-after")).isEqualTo("10");
        }
        assertThat(open.get("/v1/incident").status()).isEqualTo(200);
    }
}
