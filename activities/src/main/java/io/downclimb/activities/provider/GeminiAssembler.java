package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.workflows.activity.Usage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts an answer of Gemini together from its chunks, and says it in OpenAI's form. An answer that was not streamed is one chunk.
 *
 * <ul>
 *   <li>Thoughts are no part of the answer, but show that the model works.
 *   <li>A prompt that was blocked has no candidate: it is an answer that was refused.
 *   <li>There is no end mark: an answer is whole when every candidate that began has its finish reason.
 *   <li>A candidate that ended because the model could not write a call of a tool is no answer, the piece counts as an error
 *       ({@link GeminiError#malformed}).
 * </ul>
 */
final class GeminiAssembler implements Format.Assembler {
    private final TreeMap<Integer, GeminiCandidate> candidates = new TreeMap<>();
    private final Map<String, Long> usage = new LinkedHashMap<>();
    private final Consumer<Delta> flow;
    private @Nullable String id;
    private @Nullable String model;
    private boolean blocked;

    GeminiAssembler(Consumer<Delta> flow) {
        this.flow = flow;
    }

    @Override
    public Format.Progress feed(ObjectNode chunk) {
        if (Json.has(chunk, "error") || GeminiError.malformed(chunk) != null) {
            return Format.Progress.ERROR;
        }
        id = chunk.path("responseId").asText(id);
        model = chunk.path("modelVersion").asText(model);
        chunk.path("usageMetadata").properties().forEach(count -> {
            if (count.getValue().isIntegralNumber()) {
                usage.put(count.getKey(), count.getValue().asLong());
            }
        });
        String block = chunk.path("promptFeedback").path("blockReason").asText("");
        blocked |= !block.isEmpty() && !block.equals("BLOCKED_REASON_UNSPECIFIED");
        boolean content = false;
        for (JsonNode candidate : chunk.path("candidates")) {
            int index = candidate.path("index").asInt(0);
            content |= candidates
                    .computeIfAbsent(index, unknown -> new GeminiCandidate(index, index == 0 ? flow : delta -> {}))
                    .add(candidate, id);
        }
        return content ? Format.Progress.CONTENT : Format.Progress.NOTHING;
    }

    @Override
    public boolean finished() {
        return blocked || (!candidates.isEmpty() && candidates.values().stream().allMatch(GeminiCandidate::finished));
    }

    @Override
    public boolean begun() {
        return blocked || !candidates.isEmpty();
    }

    @Override
    public CallReport.Answered answer() {
        ObjectNode answer = Json.NODES.objectNode();
        answer.put("id", id).put("object", "chat.completion").put("model", model);
        ArrayNode choices = answer.putArray("choices");
        candidates.values().forEach(candidate -> choices.add(candidate.choice(blocked)));
        if (choices.isEmpty()) {
            choices.add(new GeminiCandidate(0, flow).choice(true));
        }
        String finishReason = choices.path(0).path("finish_reason").asText();
        Usage counted = writeUsage(answer);
        return new CallReport.Answered(answer, finishReason, finishReason.equals("content_filter"), counted);
    }

    /** Thoughts count as output, and what tools of Google's own put into the prompt as input: so they are billed. */
    private Usage writeUsage(ObjectNode answer) {
        Long prompt = usage.get("promptTokenCount");
        if (prompt == null) {
            return new Usage(null, null);
        }
        long thoughts = usage.getOrDefault("thoughtsTokenCount", 0L);
        long input = prompt + usage.getOrDefault("toolUsePromptTokenCount", 0L);
        long output = usage.getOrDefault("candidatesTokenCount", 0L) + thoughts;
        ObjectNode said = answer.putObject("usage");
        said.put("prompt_tokens", input).put("completion_tokens", output).put("total_tokens", input + output);
        said.putObject("prompt_tokens_details").put("cached_tokens", usage.getOrDefault("cachedContentTokenCount", 0L));
        said.putObject("completion_tokens_details").put("reasoning_tokens", thoughts);
        return new Usage(input, output);
    }
}
