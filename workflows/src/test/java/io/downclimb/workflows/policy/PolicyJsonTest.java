package io.downclimb.workflows.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyJsonTest {
    private static final Rung.Model FULL = new Rung.Model(
            "primary",
            "claude",
            "m-1",
            Duration.ofSeconds(8),
            Duration.ofSeconds(15),
            Duration.ofSeconds(10),
            2,
            new PromptVersion("ab12", PromptVersion.Placement.INSTEAD),
            List.of(
                    new Validator.NonEmpty(),
                    new Validator.FinishReason(List.of("stop")),
                    new Validator.MaxLength(4000),
                    new Validator.Matches("^\\w+"),
                    new Validator.JsonSchema("cd34")),
            0.7,
            "temporarily using a backup model",
            200_000L,
            4096,
            new Price(new BigDecimal("3.00"), new BigDecimal("0.0000001")));

    private static final Rung.Model BARE = new Rung.Model(
            "secondary",
            "openai",
            "m-2",
            Duration.ofMillis(5500),
            null,
            Duration.ofSeconds(10),
            0,
            null,
            List.of(),
            null,
            null,
            null,
            4096,
            null);

    private static Policy policy(Rung... ladder) {
        return new Policy("support-answer", Duration.ofSeconds(20), Duration.ofMillis(250), List.of(ladder));
    }

    private static final Policy POLICY = policy(
            new Rung.Cache("cache", Duration.ofMinutes(10), null), FULL, BARE, new Rung.Canned("canned", "ef56"));

    @Test
    void everyPartSurvivesWritingAndReading() {
        assertThat(PolicyJson.read(PolicyJson.write(POLICY))).isEqualTo(POLICY);
    }

    @Test
    void theCanonicalFormHasSortedKeysIsoDurationsPlainNumbersAndNulls() {
        assertThat(PolicyJson.write(policy(new Rung.Cache("cache", Duration.ofMinutes(10), null), BARE)))
                .isEqualTo("{\"deadline\":\"PT20S\",\"ladder\":["
                        + "{\"kind\":\"cache\",\"stale\":null,\"tier\":\"cache\",\"ttl\":\"PT10M\"},"
                        + "{\"budget\":\"PT5.5S\",\"completeWithin\":null,\"idle\":\"PT10S\",\"kind\":\"model\","
                        + "\"maxTokens\":4096,\"model\":\"m-2\",\"notice\":null,\"price\":null,\"prompt\":null,"
                        + "\"provider\":\"openai\",\"quality\":null,\"retries\":0,\"tier\":\"secondary\","
                        + "\"validate\":[],\"window\":null}],"
                        + "\"reserve\":\"PT0.25S\",\"route\":\"support-answer\"}");
        assertThat(PolicyJson.write(POLICY)).contains("\"output\":0.0000001").contains("\"input\":3,");
    }

    @Test
    void theHashStaysTheSameThroughReadingAndChangesWithEveryChange() {
        String hash = PolicyJson.hash(POLICY);
        assertThat(hash)
                .matches("[0-9a-f]{64}")
                .isEqualTo(PolicyJson.hash(PolicyJson.read(PolicyJson.write(POLICY))))
                .isNotEqualTo(PolicyJson.hash(policy(FULL, BARE)))
                .isNotEqualTo(PolicyJson.hash(policy(BARE, FULL)));
    }

    @Test
    void theHashOfAKnownPolicyIsPinnedBecauseRequestsInFlightNameIt() {
        assertThat(PolicyJson.hash(policy(BARE)))
                .isEqualTo("b93da9e08711926109af2c86a928fe0d7ed6abb0c9dd463056d7f68ac5923073");
    }

    @Test
    void aCacheThatIsAskedByWorkflowsHasTheHashItHadBeforeThereWasAnother() {
        Rung.Cache usual = new Rung.Cache("cache", Duration.ofMinutes(10), null, false);
        assertThat(usual).isEqualTo(new Rung.Cache("cache", Duration.ofMinutes(10), null));
        Policy atDoor = policy(new Rung.Cache("cache", Duration.ofMinutes(10), null, true), BARE);
        assertThat(PolicyJson.write(atDoor)).contains("{\"atDoor\":true,\"kind\":\"cache\"");
        assertThat(PolicyJson.read(PolicyJson.write(atDoor))).isEqualTo(atDoor);
        assertThat(PolicyJson.hash(atDoor)).isNotEqualTo(PolicyJson.hash(policy(usual, BARE)));
    }

    @Test
    void keysOfANewerVersionAreIgnored() {
        String newer = PolicyJson.write(POLICY).replaceFirst("\\{", "{\"aaa\":{\"later\":1},");
        assertThat(PolicyJson.read(newer)).isEqualTo(POLICY);
    }

    @Test
    void otherTextIsRefused() {
        assertThatThrownBy(() -> PolicyJson.read("{\"route\":")).isInstanceOf(IllegalArgumentException.class);
    }
}
