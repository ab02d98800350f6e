package io.downclimb.api.incident;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.downclimb.api.command.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayCommandTest {
    private static final Path SAMPLES = Path.of("../docs/samples");

    @TempDir
    static Path folder;

    private static String incident;
    private static String shorter;
    private static String configuration;
    private static String timeline;
    private static String trace;

    @BeforeAll
    static void happens() throws IOException, CommandFailure {
        incident = MadeIncident.file(folder).toString();
        configuration = MadeIncident.configuration(folder).toString();
        timeline = MadeIncident.timeline(folder).toString();
        trace = MadeIncident.trace(folder).toString();
        shorter = Files.writeString(
                        folder.resolve("shorter.yaml"), MadeIncident.CONFIGURATION.replace("budget: 8s", "budget: 2s"))
                .toString();
    }

    @Test
    void the_recorded_policies_are_held_against_the_record() throws IOException {
        Ran ran = Ran.replay(incident, "--seeds", "2", "--json");
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exit()).isZero();
        JsonNode report = new ObjectMapper().readTree(ran.out());
        assertThat(report.path("model").asBoolean()).isFalse();
        JsonNode first = report.path("rows").path(0);
        assertThat(first.path("recorded").isNumber()).isTrue();
        assertThat(first.path("changed").isNull()).isTrue();
        assertThat(Ran.replay(incident, "--seeds", "2").out()).contains("recorded", "simulated as it was");
    }

    @Test
    void another_policy_is_set_beside_it_though_its_keys_are_nowhere() throws IOException {
        Path lonely = Files.writeString(
                folder.resolve("lonely.yaml"), MadeIncident.CONFIGURATION.replaceAll(" +- \\{tier: secondary.*\n", ""));
        Ran ran = Ran.replay(incident, "--policy", lonely.toString(), "--seeds", "2", "--json");
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exit()).isZero();
        assertThat(new ObjectMapper().readTree(ran.out()).path("rows"))
                .filteredOn(row -> row.path("key").asText().equals("tier.secondary"))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.at("/unchanged/median").asDouble()).isPositive();
                    assertThat(row.at("/changed/median").asDouble())
                            .as("there is no secondary any more: %s", row)
                            .isZero();
                });
    }

    @Test
    void outages_from_elsewhere_are_tried_without_an_incident_and_marked_as_a_model() throws IOException {
        Ran ran = Ran.replay("--policy", configuration, "--timeline", timeline, "--trace", trace, "--seeds", "2");
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exit()).isZero();
        assertThat(ran.out())
                .contains("model with assumed numbers")
                .contains("1 outages")
                .containsPattern("requests +1050\n")
                .containsPattern("answered by secondary +[1-9]")
                .contains("nothing of this was recorded");
        assertThat(ran.out().lines().findFirst().orElseThrow()).doesNotContain("recorded");
    }

    @Test
    void recorded_policies_can_meet_outages_from_elsewhere() throws IOException {
        Ran ran = Ran.replay(
                incident, "--policy", shorter, "--timeline", timeline, "--trace", trace, "--seeds", "2", "--json");
        assertThat(ran.err()).isEmpty();
        JsonNode report = new ObjectMapper().readTree(ran.out());
        assertThat(report.path("model").asBoolean()).isTrue();
        assertThat(report.path("rows"))
                .isNotEmpty()
                .allMatch(row -> row.path("recorded").isNull());
        assertThat(report.at("/rows/0/changed/median").isNumber()).isTrue();
    }

    @Test
    void the_samples_of_the_documentation_run_with_the_sample_configuration() {
        Ran ran = Ran.replay(
                "--policy",
                "../downclimb.yaml",
                "--timeline",
                SAMPLES.resolve("outages.csv").toString(),
                "--trace",
                SAMPLES.resolve("load.csv").toString(),
                "--seeds",
                "1");
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exit()).isZero();
        assertThat(ran.out()).contains("4 outages").containsPattern("answered by secondary +[1-9]");
    }

    @Test
    void wrong_use_is_named() throws IOException {
        assertFails(Ran.replay(), "needs an incident file");
        assertFails(Ran.replay(incident, "--timeline", timeline), "give --trace too");
        assertFails(Ran.replay(incident, "--trace", timeline), "give --timeline too");
        assertFails(Ran.replay("--timeline", timeline, "--trace", timeline), "give --policy");
        assertFails(Ran.replay(incident, "--seeds", "0"), "--seeds \"0\" is not a whole number from 1 to 1000");
        assertFails(Ran.replay(incident, incident), "takes one incident file, not 2");
        assertFails(Ran.replay(incident, "--route", "talk"), "none of the incident's routes: chat");
        assertFails(Ran.replay(incident, "--assume", "x"), "--assume \"x\" is no assumption");
        assertFileFails(Ran.replay(folder.resolve("nowhere.zip").toString()), "nowhere.zip");
        Path other = Files.writeString(
                folder.resolve("other.yaml"), MadeIncident.CONFIGURATION.replace("  chat:", "  talk:"));
        assertFails(Ran.replay(incident, "--policy", other.toString()), "none of the incident's routes (chat)");
        Path broken = Files.writeString(folder.resolve("broken.yaml"), "routes: 7");
        assertFileFails(Ran.replay(incident, "--policy", broken.toString()), "broken.yaml");
        assertFileFails(
                Ran.replay(incident, "--timeline", shorter, "--trace", timeline), "line 1: there is no column start");
    }

    @Test
    void a_provider_the_incident_never_called_has_to_be_assumed() throws IOException {
        Path third = Files.writeString(
                folder.resolve("third.yaml"),
                MadeIncident.CONFIGURATION
                        .replace("provider: second, model: b-model", "provider: third, model: c-model")
                        .replace("  second/b-model: {window: 200000}\n", "")
                        .replace("  second:\n", "  third:\n"));
        Ran ran = Ran.replay(incident, "--policy", third.toString(), "--seeds", "1");
        assertFails(ran, "third");
        assertThat(ran.err()).contains("--assume third=");
        Ran assumed =
                Ran.replay(incident, "--policy", third.toString(), "--seeds", "1", "--assume", "third=like:second");
        assertThat(assumed.err()).isEmpty();
        assertThat(assumed.exit()).isZero();
    }

    private static void assertFails(Ran ran, String problem) {
        assertFileFails(ran, problem);
        assertThat(ran.err()).contains("see ./downclimb replay --help");
    }

    private static void assertFileFails(Ran ran, String problem) {
        assertThat(ran.exit()).as(ran.err()).isEqualTo(2);
        assertThat(ran.err()).contains(problem);
        assertThat(ran.out()).isEmpty();
    }
}
