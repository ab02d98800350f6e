package io.downclimb.api.clients;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** OpenAI's own Python client at the OpenAI door of a running service; the scenarios stand in {@code src/test/python/openai_client.py}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(WithService.class)
class OpenAiPythonIT {
    private final Service service;

    OpenAiPythonIT(Service service) {
        this.service = service;
    }

    @TestFactory
    Stream<DynamicTest> scenarios() {
        return PythonRun.of(
                service,
                "openai_client.py",
                List.of(
                        "plain:by-gpt",
                        "plain:by-claude",
                        "plain:falls-to-gpt",
                        "plain:falls-to-claude",
                        "streaming:by-gpt",
                        "streaming:by-claude",
                        "streaming:falls-to-claude",
                        "stream_helper:by-gpt",
                        "tools:by-gpt",
                        "tools:falls-to-gpt",
                        "parallel_tools:by-gpt",
                        "parse:by-gpt",
                        "images:by-gpt",
                        "logprobs:by-gpt",
                        "unauthorized:by-gpt",
                        "unknown_route:nowhere",
                        "bad_body:by-gpt",
                        "context_length:too-long-for-gpt",
                        "context_length:too-long-for-claude",
                        "content_policy:forbidden-by-gpt",
                        "refusal:refused-by-gpt",
                        "refusal:refused-by-claude",
                        "exhausted:exhausted",
                        "own_fault_is_not_repeated:too-long-for-gpt",
                        "impatience:silent",
                        "cancellation:silent",
                        "asynchronous:by-gpt"));
    }
}
