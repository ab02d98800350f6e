package io.downclimb.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for, whichever format it came in.
 *
 * @param system the text of the system messages; empty without any
 * @param prompt the text of every message, the last user message at its end
 * @param question the last user message that has words
 * @param calls the tools the answer must call, in this order; empty: none
 */
record Ask(
        String model,
        boolean stream,
        boolean usageInStream,
        int choices,
        int maxTokens,
        String system,
        String prompt,
        String question,
        List<Tool> calls,
        Material material,
        Form form) {

    record Tool(String name, JsonNode schema) {}

    /**
     * What the messages bring beside words.
     *
     * @param images in all messages, tool results included
     * @param toolResults the texts of the results that the answer is to go by: those after the last answer of the model
     * @param prefilled whether the last message is the assistant's: the model is to go on with it
     */
    record Material(int images, List<String> toolResults, boolean prefilled) {
        static final Material NONE = new Material(0, List.of(), false);

        Material {
            toolResults = List.copyOf(toolResults);
        }
    }

    /**
     * The form the answer shall have.
     *
     * @param schema the JSON schema it must fit; null: free words
     * @param logprobs how many alternatives to show for each token; null: no log probabilities at all
     */
    record Form(@Nullable JsonNode schema, @Nullable Integer logprobs) {
        static final Form FREE = new Form(null, null);
    }

    Ask {
        calls = List.copyOf(calls);
    }

    /** Words alone, or one tool. */
    Ask(
            String model,
            boolean stream,
            boolean usageInStream,
            int choices,
            int maxTokens,
            String system,
            String prompt,
            String question,
            @Nullable Tool tool) {
        this(
                model,
                stream,
                usageInStream,
                choices,
                maxTokens,
                system,
                prompt,
                question,
                tool == null ? List.of() : List.of(tool),
                Material.NONE,
                Form.FREE);
    }

    int promptTokens() {
        return Words.count(prompt);
    }
}
