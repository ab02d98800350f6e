package io.downclimb.activities.provider;

import java.util.List;

/** Streams as the providers send them. */
record Recorded(Api api, String body) {
    static final String OPENAI_TEXT = """
            data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1764000000,"model":"gpt-x","system_fingerprint":"fp_1","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}],"usage":null}

            data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1764000000,"model":"gpt-x","system_fingerprint":"fp_1","choices":[{"index":0,"delta":{"content":"1345 m \u2013 "},"logprobs":null,"finish_reason":null}],"usage":null}

            : a comment

            data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1764000000,"model":"gpt-x","system_fingerprint":"fp_1","choices":[{"index":0,"delta":{"content":"aye \ud83c\udfd4."},"logprobs":null,"finish_reason":null}],"usage":null}

            data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1764000000,"model":"gpt-x","system_fingerprint":"fp_1","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}],"usage":null}

            data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1764000000,"model":"gpt-x","system_fingerprint":"fp_1","choices":[],"usage":{"prompt_tokens":14,"completion_tokens":6,"total_tokens":20}}

            data: [DONE]

            """;

    static final String OPENAI_TEXT_ANSWER = """
            {"id":"chatcmpl-1","object":"chat.completion","created":1764000000,"model":"gpt-x","system_fingerprint":"fp_1",
            "choices":[{"index":0,"message":{"role":"assistant","content":"1345 m \u2013 aye \ud83c\udfd4."},"finish_reason":"stop"}],
            "usage":{"prompt_tokens":14,"completion_tokens":6,"total_tokens":20}}""";

    static final String OPENAI_TOOLS = """
            data: {"choices":[{"index":0,"delta":{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"weather","arguments":""}}]},"finish_reason":null}]}

            data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\\"at"}}]},"finish_reason":null}]}

            data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"call_2","type":"function","function":{"name":"tides","arguments":"{}"}}]},"finish_reason":null}]}

            data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\\": 1}"}}]},"finish_reason":null}]}

            data: {"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}

            data: [DONE]

            """;

    static final String OPENAI_CHOICES = """
            data: {"choices":[{"index":0,"delta":{"role":"assistant","content":"A"},"logprobs":{"content":[{"token":"A","logprob":-0.1}],"refusal":null},"finish_reason":null}]}

            data: {"choices":[{"index":1,"delta":{"role":"assistant","content":"Na"},"finish_reason":null}]}

            data: {"choices":[{"index":0,"delta":{"content":"ye."},"logprobs":{"content":[{"token":"ye.","logprob":-0.2}],"refusal":null},"finish_reason":null}]}

            data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

            data: {"choices":[{"index":1,"delta":{"content":"y."},"finish_reason":"length"}]}

            data: [DONE]

            """;

    static final String ANTHROPIC_TEXT = """
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-x","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":20,"cache_creation_input_tokens":5,"cache_read_input_tokens":100,"output_tokens":1}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            event: ping
            data: {"type":"ping"}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"1345 m \u2013 "}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"aye."}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":6}}

            event: message_stop
            data: {"type":"message_stop"}

            """;

    static final String ANTHROPIC_TEXT_ANSWER = """
            {"id":"msg_1","object":"chat.completion","model":"claude-x",
            "choices":[{"index":0,"message":{"role":"assistant","content":"1345 m \u2013 aye."},"finish_reason":"stop"}],
            "usage":{"prompt_tokens":125,"completion_tokens":6,"total_tokens":131,"prompt_tokens_details":{"cached_tokens":100}}}""";

    static final String ANTHROPIC_TOOL = """
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_2","type":"message","role":"assistant","model":"claude-x","content":[],"stop_reason":null,"usage":{"input_tokens":20,"output_tokens":1}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Weather, then."}}

            event: content_block_start
            data: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Let me look."}}

            event: content_block_start
            data: {"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"toolu_1","name":"weather","input":{}}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\\"at\\""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":": 1}"}}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":30}}

            event: message_stop
            data: {"type":"message_stop"}

            """;

    /** The same, with the ends of its blocks: what Anthropic's own client insists on. */
    static final String ANTHROPIC_TOOL_ENDED = ANTHROPIC_TOOL
            .replace(
                    "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":1",
                    end(0) + "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":1")
            .replace(
                    "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":2",
                    end(1) + "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":2")
            .replace("event: message_delta", end(2) + "event: message_delta");

    private static String end(int index) {
        return "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":%d}\n\n".formatted(index);
    }

    /** Thinking with its signature, hidden thinking, a search of the provider's own with its result, cited text, a call without arguments. */
    static final String ANTHROPIC_ALL = """
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_3","type":"message","role":"assistant","model":"claude-x","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":20,"output_tokens":1,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"service_tier":"standard"}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Weather, "}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"then."}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"EqQBCgIYAhIM"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: content_block_start
            data: {"type":"content_block_start","index":1,"content_block":{"type":"redacted_thinking","data":"EmwKAhgB"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":1}

            event: content_block_start
            data: {"type":"content_block_start","index":2,"content_block":{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{}}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\\"query\\":"}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":" \\"weather\\"}"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":2}

            event: content_block_start
            data: {"type":"content_block_start","index":3,"content_block":{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[{"type":"web_search_result","title":"Weather","url":"https://x.org","encrypted_content":"abc","page_age":null}]}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":3}

            event: content_block_start
            data: {"type":"content_block_start","index":4,"content_block":{"type":"text","text":"","citations":[]}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":4,"delta":{"type":"text_delta","text":"It "}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":4,"delta":{"type":"citations_delta","citation":{"type":"web_search_result_location","cited_text":"rain","url":"https://x.org","title":"Weather","encrypted_index":"def"}}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":4,"delta":{"type":"text_delta","text":"rains."}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":4}

            event: content_block_start
            data: {"type":"content_block_start","index":5,"content_block":{"type":"tool_use","id":"toolu_2","name":"tides","input":{}}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":5,"delta":{"type":"input_json_delta","partial_json":""}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":5}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":40,"server_tool_use":{"web_search_requests":1}}}

            event: message_stop
            data: {"type":"message_stop"}

            """;

    static final String OPENAI_REFUSAL = """
            data: {"id":"c","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null}}]}

            data: {"id":"c","choices":[{"index":0,"delta":{"refusal":"I can't "}}]}

            data: {"id":"c","choices":[{"index":0,"delta":{"refusal":"help."}}]}

            data: {"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

            data: [DONE]

            """;

    static final String GEMINI_TEXT = """
            data: {"candidates": [{"content": {"parts": [{"text": "Height, then.","thought": true}],"role": "model"},"index": 0}],"usageMetadata": {"promptTokenCount": 14,"totalTokenCount": 34,"thoughtsTokenCount": 20},"modelVersion": "gemini-x","responseId": "r_1"}

            data: {"candidates": [{"content": {"parts": [{"text": "1345 m \u2013 "}],"role": "model"},"index": 0}],"usageMetadata": {"promptTokenCount": 14,"candidatesTokenCount": 3,"totalTokenCount": 37,"thoughtsTokenCount": 20},"modelVersion": "gemini-x","responseId": "r_1"}

            data: {"candidates": [{"content": {"parts": [{"text": "aye \ud83c\udfd4."}],"role": "model"},"index": 0}],"usageMetadata": {"promptTokenCount": 14,"candidatesTokenCount": 6,"totalTokenCount": 40,"thoughtsTokenCount": 20},"modelVersion": "gemini-x","responseId": "r_1"}

            data: {"candidates": [{"content": {"parts": [{"text": "","thoughtSignature": "c2ln"}],"role": "model"},"finishReason": "STOP","index": 0}],"usageMetadata": {"promptTokenCount": 14,"candidatesTokenCount": 6,"totalTokenCount": 40,"cachedContentTokenCount": 8,"thoughtsTokenCount": 20},"modelVersion": "gemini-x","responseId": "r_1"}

            """;

    static final String GEMINI_TEXT_ANSWER = """
            {"id":"r_1","object":"chat.completion","model":"gemini-x",
            "choices":[{"index":0,"message":{"role":"assistant","content":"1345 m \u2013 aye \ud83c\udfd4."},"finish_reason":"stop"}],
            "usage":{"prompt_tokens":14,"completion_tokens":26,"total_tokens":40,"prompt_tokens_details":{"cached_tokens":8},
            "completion_tokens_details":{"reasoning_tokens":20}}}""";

    static final String GEMINI_TOOLS = """
            data: {"candidates":[{"content":{"parts":[{"functionCall":{"name":"weather","args":{"at":1},"id":"fc_1"},"thoughtSignature":"c2ln"}],"role":"model"},"index":0}],"responseId":"r_2"}

            data: {"candidates":[{"content":{"parts":[{"functionCall":{"name":"tides","args":{}}}],"role":"model"},"finishReason":"STOP","index":0}],"responseId":"r_2"}

            """;

    static final List<Recorded> ALL = List.of(
            new Recorded(Api.OPENAI_CHAT, OPENAI_TEXT),
            new Recorded(Api.OPENAI_CHAT, OPENAI_TOOLS),
            new Recorded(Api.OPENAI_CHAT, OPENAI_CHOICES),
            new Recorded(Api.ANTHROPIC_MESSAGES, ANTHROPIC_TEXT),
            new Recorded(Api.ANTHROPIC_MESSAGES, ANTHROPIC_TOOL),
            new Recorded(Api.ANTHROPIC_MESSAGES, ANTHROPIC_TOOL_ENDED),
            new Recorded(Api.ANTHROPIC_MESSAGES, ANTHROPIC_ALL),
            new Recorded(Api.OPENAI_CHAT, OPENAI_REFUSAL),
            new Recorded(Api.GEMINI, GEMINI_TEXT),
            new Recorded(Api.GEMINI, GEMINI_TOOLS));
}
