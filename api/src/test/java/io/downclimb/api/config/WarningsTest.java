package io.downclimb.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WarningsTest {
    private static List<String> warnings(String yaml) {
        return Yaml.load(yaml).warnings();
    }

    @Test
    void aFirstBudgetOutsideFourToTwelveSecondsIsQuestioned() {
        assertThat(warnings(Yaml.withLadder(Yaml.PRIMARY.replace("8s", "3900ms"), Yaml.SECONDARY, Yaml.CANNED)))
                .singleElement()
                .asString()
                .startsWith("routes.r.ladder[0].budget: 3s900ms is below 4s");
        assertThat(warnings(Yaml.withLadder(Yaml.PRIMARY.replace("8s", "13s"), Yaml.SECONDARY, Yaml.CANNED)))
                .singleElement()
                .asString()
                .startsWith("routes.r.ladder[0].budget: 13s is above 12s");
        assertThat(warnings(Yaml.withLadder(
                        "- {tier: cache, ttl: 1m}",
                        Yaml.PRIMARY.replace("8s", "4s"),
                        Yaml.SECONDARY.replace("6s", "1s"),
                        Yaml.CANNED)))
                .isEmpty();
    }

    @Test
    void aLadderWithoutASecondModelOrACannedAnswerIsQuestioned() {
        assertThat(warnings(Yaml.withLadder(Yaml.PRIMARY)))
                .containsExactly(
                        "routes.r.ladder: only one rung calls a model, so nothing takes over when its provider fails",
                        "routes.r.ladder: no canned rung, so callers get an error when every provider fails");
        assertThat(warnings(Yaml.withLadder(Yaml.CANNED))).containsExactly("routes.r.ladder: no rung calls a model");
    }

    @Test
    void aLiveRouteWithValidatorsThatSeeOnlyWholeAnswersIsQuestioned() {
        String picky = Yaml.PRIMARY.replace("8s", "8s, validate: [non-empty, {max-length: 5}]");
        String whole = Yaml.withLadder(picky, Yaml.SECONDARY, Yaml.CANNED);
        assertThat(warnings(whole)).isEmpty();
        assertThat(warnings(whole.replace("deadline: 20s", "deadline: 20s\n    streaming: live")))
                .singleElement()
                .asString()
                .startsWith("routes.r.ladder[0].validate: sees only whole answers");
        assertThat(warnings(Yaml.with().replace("deadline: 20s", "deadline: 20s\n    streaming: live")))
                .isEmpty();
    }

    @Test
    void aLadderOnOneProviderIsQuestioned() {
        assertThat(warnings(Yaml.withLadder(Yaml.PRIMARY, Yaml.SECONDARY.replace("two", "one"), Yaml.CANNED)))
                .containsExactly("routes.r.ladder: all models are at the provider one, so one outage takes them all");
    }

    @Test
    void anUnusedModelAndAnUnencryptedProviderAreQuestioned() {
        assertThat(warnings(Yaml.with("models: {one/mm: {window: 5}, one/m: {}}")))
                .containsExactly(
                        "models.one/mm: no rung, judge or canary names this model, so its window and price are not used");
        String unencrypted =
                Yaml.with().replace("api: openai-chat", "api: openai-chat, base-url: 'http://models:80/v1'");
        assertThat(warnings(unencrypted))
                .containsExactly("providers.two.base-url: keys and prompts go to models unencrypted");
    }
}
