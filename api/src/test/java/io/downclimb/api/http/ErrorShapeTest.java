package io.downclimb.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

/** Whose words are an error's type and code? */
class ErrorShapeTest {
    @Test
    void a_provider_that_gives_no_code_leaves_ours() {
        ObjectNode provider = Json.object().put("type", "invalid_request_error").putNull("code");
        assertThat(shown(provider).at("/error/code").textValue()).isEqualTo("content_policy_violation");
    }

    @Test
    void a_providers_code_stands() {
        ObjectNode provider = Json.object().put("type", "invalid_request_error").put("code", "content_filter");
        assertThat(shown(provider).at("/error/code").textValue()).isEqualTo("content_filter");
    }

    private static ObjectNode shown(ObjectNode provider) {
        return ErrorShape.OPENAI.render(
                new Problem(ProblemType.CONTENT_POLICY, 400, "Blocked", null, null, null, provider));
    }
}
