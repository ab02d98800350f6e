package io.downclimb.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says: words, or the arguments of tool calls in pieces.
 *
 * @param calls the called tools in order; empty: the tokens are text
 */
record Answer(List<String> tokens, Finish finish, List<Called> calls) {
    /**
     * A call of a tool.
     *
     * @param from the token that its arguments begin with; they end where the next call's begin
     */
    record Called(String tool, int from) {}

    enum Finish {
        STOP,
        LENGTH,
        FILTERED,
        TOOL
    }

    private static final int USUAL_LENGTH = 24;
    private static final int QUOTED = 120;
    private static final int PIECE = 8;
    private static final List<String> FILLER = Arrays.asList(
            "It goes on with plain words that mean nothing and only make the answer long enough to be cut anywhere."
                    .split(" ", -1));
    /** How a judge knows {@link #salad()} again. */
    static final String SALAD_BEGINS = "lantern of Tuesday";

    /** How a judge knows {@link #worse()} again. */
    static final String WORSE_BEGINS = "I am sure this is fine.";

    private static final String WORSE = WORSE_BEGINS
            + " Please consider the matter further and do whatever seems best to you. It depends on many things, and most"
            + " people find that it works out in the end. There is nothing more that needs to be said about it now.";
    private static final String SALAD = SALAD_BEGINS
            + " seven gravel the the hum velvet ostrich until spoon green because anchor seventeen "
            + "whisper table table of of moss";

    Answer {
        tokens = List.copyOf(tokens);
        calls = List.copyOf(calls);
    }

    static Answer of(String text) {
        return new Answer(Words.split(text), Finish.STOP, List.of());
    }

    /** The usual answer: names who speaks and what was asked, then filler. */
    static Answer usual(String provider, Ask ask) {
        return filled(provider, ask, USUAL_LENGTH, false);
    }

    /** An answer of exactly so many words. */
    static Answer ofLength(String provider, Ask ask, int tokens) {
        return filled(provider, ask, tokens, true);
    }

    static Answer empty() {
        return new Answer(List.of(), Finish.STOP, List.of());
    }

    static Answer salad() {
        return of(SALAD);
    }

    /** Fluent, polite, in form, and of no use to whoever asked. */
    static Answer worse() {
        return of(WORSE);
    }

    /** Calls the tools with arguments that fit their schemas. */
    static Answer calling(List<Ask.Tool> tools) {
        List<String> pieces = new ArrayList<>();
        List<Called> calls = new ArrayList<>();
        for (Ask.Tool tool : tools) {
            calls.add(new Called(tool.name(), pieces.size()));
            String arguments = Sample.of(tool.schema()).toString();
            for (int from = 0; from < arguments.length(); from += PIECE) {
                pieces.add(arguments.substring(from, Math.min(arguments.length(), from + PIECE)));
            }
        }
        return new Answer(pieces, Finish.TOOL, calls);
    }

    /** Calls one tool. */
    static Answer calling(Ask.Tool tool) {
        return calling(List.of(tool));
    }

    /** JSON that fits the schema. */
    static Answer fitting(JsonNode schema) {
        return of(Sample.of(schema).toPrettyString());
    }

    private static Answer filled(String provider, Ask ask, int length, boolean exactly) {
        String question =
                ask.question().substring(0, Math.min(QUOTED, ask.question().length()));
        List<String> words =
                new ArrayList<>(Words.split("Simulated answer from " + provider + "/" + ask.model() + ": " + question));
        words.addAll(Words.split(observed(ask.material())));
        for (int i = 0; words.size() < length; i++) {
            words.add(" " + FILLER.get(i % FILLER.size()));
        }
        return new Answer(exactly ? words.subList(0, length) : words, Finish.STOP, List.of());
    }

    private static String observed(Ask.Material material) {
        StringBuilder observed = new StringBuilder();
        if (!material.toolResults().isEmpty()) {
            observed.append(" The tools said: ").append(String.join("; ", material.toolResults()));
        }
        if (material.images() > 0) {
            observed.append(" I see ")
                    .append(material.images())
                    .append(material.images() == 1 ? " image." : " images.");
        }
        return observed.toString();
    }

    Answer limitedTo(int maxTokens) {
        return tokens.size() <= maxTokens ? this : stopped(maxTokens, Finish.LENGTH);
    }

    Answer stopped(int afterTokens, Finish why) {
        int said = Math.min(afterTokens, tokens.size());
        return new Answer(
                tokens.subList(0, said),
                why,
                calls.stream()
                        .filter(call -> call.from() == 0 || call.from() < said)
                        .toList());
    }

    String text() {
        return String.join("", tokens);
    }

    boolean callsTools() {
        return !calls.isEmpty();
    }

    /** The name of the first tool that is called; null where none is. */
    @Nullable
    String tool() {
        return calls.isEmpty() ? null : calls.getFirst().tool();
    }

    /** The arguments of a call, counted from 0. */
    String arguments(int call) {
        int until = call + 1 < calls.size() ? calls.get(call + 1).from() : tokens.size();
        return String.join("", tokens.subList(calls.get(call).from(), until));
    }

    /** The call that a token belongs to, counted from 0. */
    int callAt(int token) {
        return (int) calls.stream().filter(call -> call.from() <= token).count() - 1;
    }
}
