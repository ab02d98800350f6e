package io.downclimb.api.clients;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Anthropic's own Python client at the Anthropic door of a running service; the scenarios stand in {@code src/test/python/anthropic_client.py}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(WithService.class)
class AnthropicPythonIT {
    private final Service service;

    AnthropicPythonIT(Service service) {
        this.service = service;
    }

    @TestFactory
    Stream<DynamicTest> scenarios() {
        return PythonRun.of(
                service,
                "anthropic_client.py",
                List.of(
                        "plain:by-claude",
                        "plain:by-gpt",
                        "plain:falls-to-gpt",
                        "plain:falls-to-claude",
                        "streaming:by-claude",
                        "streaming:by-gpt",
                        "streaming:falls-to-gpt",
                        "events:by-claude",
                        "events:by-gpt",
                        "tools:by-claude",
                        "tools:by-gpt",
                        "tools:falls-to-gpt",
                        "parallel_tools:by-claude",
                        "parallel_tools:by-gpt",
                        "parse:by-claude",
                        "parse:by-gpt",
                        "images:by-claude",
                        "images:by-gpt",
                        "unauthorized:by-claude",
                        "unknown_route:nowhere",
                        "bad_body:by-claude",
                        "turned_down:too-long-for-claude",
                        "turned_down:too-long-for-gpt",
                        "turned_down:forbidden-by-claude",
                        "turned_down:forbidden-by-gpt",
                        "refusal:refused-by-claude",
                        "refusal:refused-by-gpt",
                        "exhausted:exhausted",
                        "concluded_is_not_repeated:too-long-for-claude",
                        "concluded_is_not_repeated:exhausted",
                        "impatience:silent",
                        "cancellation:silent",
                        "asynchronous:by-claude"));
    }
}
