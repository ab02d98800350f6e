package io.downclimb.simulator;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Answers in one JSON body. Half of its bytes stand for "some of the answer", whatever the token position. */
record WholeVoice(Scene scene) implements Voice {

    @Override
    public void speak(Answer answer, Simulator.Pace pace) {
        scene.wire()
                .pause(pace.firstTokenMs() + pace.perTokenMs() * answer.tokens().size());
        scene.wire().respond(200, scene.headers(), body(answer, true));
    }

    @Override
    public void hesitate(Answer answer, long ms) {
        byte[] body = body(answer, true);
        scene.wire().begin(scene.headers(), body.length);
        scene.wire().pause(ms);
        scene.wire().finish(body);
    }

    @Override
    public void stall(Answer answer, int afterTokens) {
        beginAndSendHalf(answer);
        scene.wire().hold();
    }

    @Override
    public void cut(Answer answer, int afterTokens) {
        beginAndSendHalf(answer);
        scene.wire().cut();
    }

    @Override
    public void garble(Answer answer, int atToken, boolean thenContinue, String quoted) {
        byte[] body = body(answer, true);
        String half = new String(half(body), StandardCharsets.UTF_8);
        scene.wire().respond(200, scene.headers(), Text.bytes(half + quoted));
    }

    @Override
    public void trailOff(Answer answer, boolean withFinishReason) {
        scene.wire().respond(200, scene.headers(), body(answer, withFinishReason));
    }

    @Override
    public void fail(Answer answer, int afterTokens, Fault.Status error) {
        scene.error(error);
    }

    private byte[] body(Answer answer, boolean finished) {
        return Text.bytes(scene.dialect().whole(scene.reply(answer), finished));
    }

    private void beginAndSendHalf(Answer answer) {
        byte[] body = body(answer, true);
        scene.wire().begin(scene.headers(), body.length);
        scene.wire().send(half(body));
    }

    private static byte[] half(byte[] body) {
        return Arrays.copyOf(body, body.length / 2);
    }
}
