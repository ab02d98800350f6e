package io.downclimb.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A configuration that nothing is to be started with. */
class DraftTest {
    private static final String TEXT = """
            server: {host: 0.0.0.0, tokens: ["${NO_SUCH_TOKEN_HASH}"]}
            providers:
              first: {api: openai-chat, base-url: "http://127.0.0.1:${NO_SUCH_PORT}/v1", keys: ["${NO_SUCH_KEY}"]}
              second: {api: anthropic-messages, keys: ["file:/run/secrets/nowhere"], when-set: NO_SUCH_KEY}
            routes:
              chat:
                when-set: NO_SUCH_KEY
                deadline: 20s
                ladder:
                  - {tier: primary, provider: first, model: a-model, budget: 8s}
                  - {tier: secondary, provider: second, model: b-model, budget: 6s}
            """;

    @TempDir
    Path folder;

    @Test
    void needs_no_secret_and_counts_every_section() throws IOException {
        Configuration draft = ConfigurationLoader.draft(file(TEXT), Map.of());
        assertThat(draft.routes()).containsOnlyKeys("chat");
        assertThat(draft.routes().get("chat").policy().ladder()).hasSize(2);
        assertThat(draft.breakers()).containsOnlyKeys("first", "second");
    }

    @Test
    void is_refused_where_a_node_starts() throws IOException {
        Path file = file(TEXT);
        assertThatThrownBy(() -> ConfigurationLoader.load(file, Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("NO_SUCH_KEY");
    }

    @Test
    void has_its_mistakes_told_like_any_other() throws IOException {
        Path file = file(TEXT.replace("budget: 8s", "budget: soon"));
        assertThatThrownBy(() -> ConfigurationLoader.draft(file, Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("soon");
    }

    @Test
    void takes_a_secret_itself_for_the_mistake_it_is() throws IOException {
        Path file = file(TEXT.replace("${NO_SUCH_KEY}", "sk-secret"));
        assertThatThrownBy(() -> ConfigurationLoader.draft(file, Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageNotContaining("sk-secret");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("downclimb.yaml"), text);
    }
}
