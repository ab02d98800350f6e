package io.downclimb.simulator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says: words, or the arguments of a tool call in pieces.
 *
 * @param tool the name of the called tool; null: the tokens are text
 */
record Answer(List<String> tokens, Finish finish, @Nullable String tool) {
    enum Finish {
        STOP,
        LENGTH,
        FILTERED,
        TOOL
    }

    private static final int USUAL_LENGTH = 24;
    private static final int QUOTED = 120;
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
    }

    static Answer of(String text) {
        return new Answer(Words.split(text), Finish.STOP, null);
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
        return new Answer(List.of(), Finish.STOP, null);
    }

    static Answer salad() {
        return of(SALAD);
    }

    /** Fluent, polite, in form, and of no use to whoever asked. */
    static Answer worse() {
        return of(WORSE);
    }

    /** Calls the tool with arguments that fit its schema. */
    static Answer calling(Ask.Tool tool) {
        String arguments = Sample.of(tool.schema()).toString();
        List<String> pieces = new ArrayList<>();
        for (int from = 0; from < arguments.length(); from += 8) {
            pieces.add(arguments.substring(from, Math.min(arguments.length(), from + 8)));
        }
        return new Answer(pieces, Finish.TOOL, tool.name());
    }

    private static Answer filled(String provider, Ask ask, int length, boolean exactly) {
        String question =
                ask.question().substring(0, Math.min(QUOTED, ask.question().length()));
        List<String> words =
                new ArrayList<>(Words.split("Simulated answer from " + provider + "/" + ask.model() + ": " + question));
        for (int i = 0; words.size() < length; i++) {
            words.add(" " + FILLER.get(i % FILLER.size()));
        }
        return new Answer(exactly ? words.subList(0, length) : words, Finish.STOP, null);
    }

    Answer limitedTo(int maxTokens) {
        return tokens.size() <= maxTokens ? this : stopped(maxTokens, Finish.LENGTH);
    }

    Answer stopped(int afterTokens, Finish why) {
        return new Answer(tokens.subList(0, Math.min(afterTokens, tokens.size())), why, tool);
    }

    String text() {
        return String.join("", tokens);
    }
}
