package io.downclimb.simulator;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A provider that is asked to judge plays a judge.
 *
 * <ol>
 *   <li>It does so where the system text holds {@link #MARKER}.
 *   <li>It looks for the blocks {@code === question MARK begins ===} … {@code === question MARK ends ===} and the same for the answer.
 *   <li>It knows {@link Answer#salad()} and {@link Answer#worse()} when it sees them; any other answer is a good one to it.
 *   <li>The score is one of five levels, 0 to 1 in quarters, drawn by a hash of question and answer, so that the same always gets the same:
 *       good answers have mean 0.85 and standard deviation 0.20, the two others mean 0.165.
 * </ol>
 */
final class JudgePlay {
    /** What turns a provider into a judge. */
    static final String MARKER = "You are a judge of answers";

    /** How many of 100 good answers get 0, 0.25, 0.5, 0.75 and 1. */
    private static final int[] GOOD = {1, 2, 9, 33, 55};

    private static final int[] BAD = {55, 30, 10, 4, 1};
    private static final Pattern BLOCK =
            Pattern.compile("=== (question|answer) (\\w+) begins ===\n(.*?)\n=== \\1 \\2 ends ===", Pattern.DOTALL);

    private JudgePlay() {}

    static boolean isAskedFor(Ask ask) {
        return ask.system().contains(MARKER);
    }

    static Answer of(Ask ask) {
        StringBuilder blocks = new StringBuilder();
        String answer = "";
        Matcher matcher = BLOCK.matcher(ask.question());
        while (matcher.find()) {
            answer = matcher.group(3);
            blocks.append(answer).append('\n');
        }
        boolean bad = answer.contains(Answer.WORSE_BEGINS) || answer.contains(Answer.SALAD_BEGINS);
        double score = score(bad ? BAD : GOOD, blocks.toString());
        return Answer.of(String.format(
                Locale.ROOT,
                "{\"score\": %.2f, \"reason\": \"%s\"}",
                score,
                bad ? "It does not help with what was asked." : "It answers what was asked."));
    }

    private static double score(int[] levels, String text) {
        int drawn = hundredth(text);
        int level = 0;
        while (drawn >= levels[level]) {
            drawn -= levels[level];
            level++;
        }
        return level / 4.0;
    }

    private static int hundredth(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return ((hash[0] & 0x7f) << 16 | (hash[1] & 0xff) << 8 | (hash[2] & 0xff)) % 100;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
