package io.downclimb.simulator;

/** Answers as server-sent events. */
record StreamedVoice(Scene scene) implements Voice {
    private static final long PING_MS = 1_000;

    @Override
    public void speak(Answer answer, Simulator.Pace pace) {
        Dialect.Frames frames = open(answer);
        waitWithPings(frames, pace.firstTokenMs());
        for (int i = 0; i < answer.tokens().size(); i++) {
            if (i > 0) {
                wire().pause(pace.perTokenMs());
            }
            wire().send(frames.token(i));
        }
        wire().finish(Text.bytes(frames.finish() + frames.terminator()));
    }

    @Override
    public void hesitate(Answer answer, long ms) {
        speak(answer, new Simulator.Pace(ms, 0));
    }

    @Override
    public void stall(Answer answer, int afterTokens) {
        tokens(open(answer), 0, bound(answer, afterTokens));
        wire().hold();
    }

    @Override
    public void cut(Answer answer, int afterTokens) {
        tokens(open(answer), 0, bound(answer, afterTokens));
        wire().cut();
    }

    @Override
    public void garble(Answer answer, int atToken, boolean thenContinue, String quoted) {
        Dialect.Frames frames = open(answer);
        int at = bound(answer, atToken);
        tokens(frames, 0, at);
        String torn = "data: {\"id\":\"torn\",\"choices\":[{\"delta\":{\"cont" + quoted.replace('\n', ' ') + "\n\n";
        if (!thenContinue) {
            wire().finish(Text.bytes(torn));
            return;
        }
        wire().send(torn);
        tokens(frames, at, answer.tokens().size());
        wire().finish(Text.bytes(frames.finish() + frames.terminator()));
    }

    @Override
    public void trailOff(Answer answer, boolean withFinishReason) {
        Dialect.Frames frames = open(answer);
        tokens(frames, 0, answer.tokens().size());
        wire().finish(Text.bytes(withFinishReason ? frames.finish() : ""));
    }

    @Override
    public void fail(Answer answer, int afterTokens, Fault.Status error) {
        tokens(open(answer), 0, bound(answer, afterTokens));
        wire().finish(Text.bytes(scene.dialect().errorFrame(error, scene.ask(), scene.requestId())));
    }

    private Dialect.Frames open(Answer answer) {
        Dialect.Frames frames = scene.dialect().frames(scene.reply(answer));
        wire().begin(scene.headers());
        wire().send(frames.opening());
        return frames;
    }

    private void waitWithPings(Dialect.Frames frames, long ms) {
        String ping = frames.ping();
        for (long left = ms; left > 0; left -= PING_MS) {
            wire().pause(Math.min(left, PING_MS));
            if (left > PING_MS && !ping.isEmpty()) {
                wire().send(ping);
            }
        }
    }

    private void tokens(Dialect.Frames frames, int from, int until) {
        for (int i = from; i < until; i++) {
            wire().send(frames.token(i));
        }
    }

    private static int bound(Answer answer, int tokens) {
        return Math.min(tokens, answer.tokens().size());
    }

    private Wire wire() {
        return scene.wire();
    }
}
