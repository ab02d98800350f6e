package io.downclimb.api.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.activities.provider.Delta;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Does a caller ever have anything but the beginning of one answer, and in the end all of it? Tried with every pair and triple of small answers,
 * each attempt but the last cut at every position.
 */
class SpliceTest {
    private static final List<String> TEXTS = List.of("", "a", "b", "aa", "ab", "aba");
    private static final List<List<Tool>> TOOLS = List.of(
            List.of(),
            List.of(new Tool("f", "")),
            List.of(new Tool("f", "x")),
            List.of(new Tool("f", "xy")),
            List.of(new Tool("g", "xy")),
            List.of(new Tool("f", "xy"), new Tool("f", "z")));

    private record Tool(String name, String arguments) {
        boolean begins(Tool whole) {
            return name.equals(whole.name) && whole.arguments.startsWith(arguments);
        }
    }

    private record Answer(String text, String refusal, List<Tool> tools) {
        /** As a stream: piece by piece, in the order in which models speak. */
        List<Delta> deltas(int size, String ids) {
            List<Delta> deltas = new ArrayList<>();
            pieces(text, size).forEach(piece -> deltas.add(new Delta.Text(piece)));
            pieces(refusal, size).forEach(piece -> deltas.add(new Delta.Refusal(piece)));
            for (int index = 0; index < tools.size(); index++) {
                deltas.add(
                        new Delta.ToolCall(index, ids + index, tools.get(index).name()));
                for (String piece : pieces(tools.get(index).arguments(), size)) {
                    deltas.add(new Delta.Arguments(index, piece));
                }
            }
            return deltas;
        }

        ObjectNode recorded() {
            ObjectNode answer = JsonNodeFactory.instance.objectNode();
            ObjectNode message = answer.putArray("choices").addObject().putObject("message");
            message.put("content", text.isEmpty() ? null : text);
            message.put("refusal", refusal.isEmpty() ? null : refusal);
            for (Tool tool : tools) {
                ObjectNode call = message.withArray("tool_calls").addObject().put("id", "recorded");
                call.putObject("function").put("name", tool.name()).put("arguments", tool.arguments());
            }
            return answer;
        }

        boolean begins(Answer whole) {
            if (!whole.text.startsWith(text)
                    || !whole.refusal.startsWith(refusal)
                    || tools.size() > whole.tools.size()) {
                return false;
            }
            for (int index = 0; index < tools.size(); index++) {
                if (!tools.get(index).begins(whole.tools.get(index))) {
                    return false;
                }
            }
            return true;
        }

        private static List<String> pieces(String text, int size) {
            List<String> pieces = new ArrayList<>();
            for (int from = 0; from < text.length(); from += size) {
                pieces.add(text.substring(from, Math.min(text.length(), from + size)));
            }
            return pieces;
        }
    }

    /** Puts together what passes, as a client does. */
    private static final class Client {
        private final StringBuilder text = new StringBuilder();
        private final StringBuilder refusal = new StringBuilder();
        private final List<String> ids = new ArrayList<>();
        private final List<String> names = new ArrayList<>();
        private final List<StringBuilder> arguments = new ArrayList<>();

        /** False where it diverged. */
        boolean hears(Splice.Step step) {
            switch (step) {
                case Splice.Diverged _ -> {
                    return false;
                }
                case Splice.Pass(List<Delta> deltas) -> deltas.forEach(this::hears);
            }
            return true;
        }

        private void hears(Delta delta) {
            switch (delta) {
                case Delta.Text(String more) -> text.append(more);
                case Delta.Refusal(String more) -> refusal.append(more);
                case Delta.ToolCall call -> {
                    assertThat(call.index()).as("calls begin in order").isEqualTo(names.size());
                    ids.add(call.id());
                    names.add(call.name());
                    arguments.add(new StringBuilder());
                }
                case Delta.Arguments(int index, String more) ->
                    arguments.get(index).append(more);
            }
        }

        Answer has() {
            List<Tool> tools = new ArrayList<>();
            for (int index = 0; index < names.size(); index++) {
                tools.add(new Tool(names.get(index), arguments.get(index).toString()));
            }
            return new Answer(text.toString(), refusal.toString(), tools);
        }
    }

    private static List<Answer> answers(List<String> texts, List<List<Tool>> tools) {
        List<Answer> answers = new ArrayList<>();
        for (String text : texts) {
            for (List<Tool> calls : tools) {
                answers.add(new Answer(text, "", calls));
            }
        }
        answers.add(new Answer("", "no", List.of()));
        answers.add(new Answer("a", "no", List.of()));
        return answers;
    }

    /** Feeds an attempt; false where it diverged. */
    private static boolean feeds(Splice splice, Client client, List<Delta> deltas) {
        for (Delta delta : deltas) {
            if (!client.hears(splice.take(delta))) {
                return false;
            }
        }
        return true;
    }

    @Test
    void anAnswerThatIsNotBrokenPassesAsItComes() {
        for (Answer answer : answers(TEXTS, TOOLS)) {
            Splice splice = new Splice();
            splice.restart();
            for (Delta delta : answer.deltas(1, "call-")) {
                assertThat(splice.take(delta)).isEqualTo(new Splice.Pass(List.of(delta)));
            }
            assertThat(splice.conclude(answer.recorded())).isEqualTo(new Splice.Pass(List.of()));
        }
    }

    @Test
    void afterACutTheCallerHasExactlyTheLaterAnswerOrLearnsThatItDoesNot() {
        List<Answer> answers = answers(TEXTS, TOOLS);
        int seamless = 0;
        int diverged = 0;
        for (Answer first : answers) {
            List<Delta> cut = first.deltas(1, "first-");
            for (Answer second : answers) {
                for (int at = 0; at <= cut.size(); at++) {
                    for (int size = 1; size <= 3; size++) {
                        if (finishes(cut.subList(0, at), second, size)) {
                            seamless++;
                        } else {
                            diverged++;
                        }
                    }
                }
            }
        }
        assertThat(seamless).isPositive();
        assertThat(diverged).isPositive();
    }

    private static boolean finishes(List<Delta> cut, Answer second, int size) {
        Splice splice = new Splice();
        Client client = new Client();
        splice.restart();
        assertThat(feeds(splice, client, cut)).isTrue();
        Answer sent = client.has();
        splice.restart();
        boolean finished = feeds(splice, client, second.deltas(size, "second-"))
                && client.hears(splice.conclude(second.recorded()));
        assertThat(finished).as("%s, then %s", sent, second).isEqualTo(sent.begins(second));
        assertThat(client.has()).as("%s, then %s", sent, second).isEqualTo(finished ? second : sent);
        for (int call = 0; call < sent.tools().size(); call++) {
            assertThat(client.ids.get(call)).isEqualTo("first-" + call);
        }
        return finished;
    }

    @Test
    void afterTwoCutsItIsTheSame() {
        List<Answer> answers = answers(List.of("", "a", "ab"), TOOLS.subList(1, 4));
        for (Answer first : answers) {
            List<Delta> cut = first.deltas(1, "first-");
            for (Answer second : answers) {
                List<Delta> cutAgain = second.deltas(1, "second-");
                for (int at = 0; at <= cut.size(); at++) {
                    for (int again = 0; again <= cutAgain.size(); again++) {
                        for (Answer third : answers) {
                            afterTwoCuts(cut.subList(0, at), cutAgain.subList(0, again), third);
                        }
                    }
                }
            }
        }
    }

    private static void afterTwoCuts(List<Delta> cut, List<Delta> cutAgain, Answer third) {
        Splice splice = new Splice();
        Client client = new Client();
        splice.restart();
        feeds(splice, client, cut);
        splice.restart();
        if (!feeds(splice, client, cutAgain)) {
            return;
        }
        Answer sent = client.has();
        splice.restart();
        boolean finished =
                feeds(splice, client, third.deltas(1, "third-")) && client.hears(splice.conclude(third.recorded()));
        assertThat(finished).isEqualTo(sent.begins(third));
        assertThat(client.has()).isEqualTo(finished ? third : sent);
    }

    @Test
    void whatTheStreamDidNotTellIsSentInTheEnd() {
        Splice splice = new Splice();
        Client client = new Client();
        splice.restart();
        assertThat(feeds(splice, client, List.of(new Delta.Text("a"), new Delta.ToolCall(0, "id", "f"))))
                .isTrue();
        Answer whole = new Answer("ab", "", List.of(new Tool("f", "{}"), new Tool("g", "x")));
        assertThat(client.hears(splice.conclude(whole.recorded()))).isTrue();
        assertThat(client.has()).isEqualTo(whole);
    }

    @Test
    void aCharacterMayBeCutInTheMiddle() {
        Splice splice = new Splice();
        Client client = new Client();
        String smile = "x\uD83D\uDE00y";
        splice.restart();
        feeds(splice, client, List.of(new Delta.Text(smile.substring(0, 2))));
        splice.restart();
        assertThat(feeds(splice, client, List.of(new Delta.Text(smile)))).isTrue();
        assertThat(client.has().text()).isEqualTo(smile);
    }
}
