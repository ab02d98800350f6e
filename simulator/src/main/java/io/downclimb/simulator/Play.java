package io.downclimb.simulator;

import org.jspecify.annotations.Nullable;

/**
 * One call played out: the fault it meets, over the answer it would have got.
 *
 * @param healthy the answer without a fault
 * @param quoted what an {@link Fault.Echo} adds to every error text; empty without one
 */
record Play(Scene scene, String provider, Answer healthy, Simulator.Pace pace, String quoted) {
    private static final int WORDS_BEFORE_REFUSAL = 3;
    private static final Fault.Status PREFILLED = new Fault.Status(
            400,
            "invalid_request_error",
            null,
            "This model does not support assistant message prefill. The conversation must end with a user message.",
            null);

    void meet(Fault fault) {
        Fault.Status error =
                fault instanceof Fault.NoPrefill && scene.ask().material().prefilled() ? PREFILLED : errorOf(fault);
        if (error != null) {
            scene.error(quoting(error));
            return;
        }
        Voice voice = scene.voice();
        switch (fault) {
            case Fault.SlowHeaders slow -> {
                scene.wire().pause(slow.ms());
                voice.speak(healthy, pace);
            }
            case Fault.SlowFirstToken slow -> voice.hesitate(healthy, slow.ms());
            case Fault.Slow slow ->
                voice.speak(
                        Answer.ofLength(provider, scene.ask(), slow.tokens()),
                        new Simulator.Pace(0, slow.msPerToken()));
            case Fault.Silent _ -> scene.wire().hold();
            case Fault.Stall stall -> voice.stall(healthy, stall.afterTokens());
            case Fault.Cut cut -> voice.cut(healthy, cut.afterTokens());
            case Fault.Malformed bad -> voice.garble(healthy, bad.atToken(), bad.thenContinue(), quoted);
            case Fault.MissingEnd missing -> voice.trailOff(healthy, missing.withFinishReason());
            case Fault.ErrorEventInStream event ->
                voice.fail(healthy, event.afterTokens(), quoting(coded(529, "overloaded_error")));
            case Fault.Empty _ -> voice.speak(Answer.empty(), pace);
            case Fault.Garbage garbage ->
                voice.speak(garbage.text() == null ? Answer.salad() : Answer.of(garbage.text()), pace);
            case Fault.Worse _ -> voice.speak(Answer.worse(), pace);
            case Fault.Truncated _ ->
                voice.speak(healthy.stopped(healthy.tokens().size() / 2, Answer.Finish.LENGTH), pace);
            case Fault.ContentFilter _ ->
                voice.speak(healthy.stopped(WORDS_BEFORE_REFUSAL, Answer.Finish.FILTERED), pace);
            case Fault.NotJson _ ->
                scene.wire().respond(200, scene.headers("text/html; charset=utf-8"), Text.bytes(page()));
            case Fault.Reset _ -> scene.wire().reset();
            case Fault.ResetAfterHeaders _ -> {
                scene.wire().begin(scene.headers());
                scene.wire().reset();
            }
            case Fault.Echo echo -> meet(echo.inner());
            case Fault.Healthy _, Fault.NoPrefill _ -> voice.speak(healthy, pace);
            case Fault.Status _,
                    Fault.InsufficientQuota _,
                    Fault.SpendLimitReached _,
                    Fault.BrokenKey _,
                    Fault.ContextLength _,
                    Fault.ModelGone _ -> throw new IllegalStateException("Answered as an error already: " + fault);
            case Fault.BrownOut _, Fault.Flapping _, Fault.OnKey _ ->
                throw new IllegalStateException("Not decided: " + fault);
        }
    }

    /** The error a fault answers with; null if it is none that comes as a status. */
    static Fault.@Nullable Status errorOf(Fault fault) {
        return switch (fault) {
            case Fault.Status status -> status;
            case Fault.InsufficientQuota _ -> coded(429, "insufficient_quota");
            case Fault.SpendLimitReached _ -> coded(429, "enforced_spend_limit_reached");
            case Fault.BrokenKey _ -> coded(401, "invalid_api_key");
            case Fault.ContextLength _ -> coded(400, "context_length_exceeded");
            case Fault.ContentFilter filter -> filter.refusal() ? null : coded(400, "content_policy_violation");
            case Fault.ModelGone _ -> coded(404, "model_not_found");
            case Fault.SlowHeaders _,
                    Fault.SlowFirstToken _,
                    Fault.Slow _,
                    Fault.Silent _,
                    Fault.Stall _,
                    Fault.Cut _,
                    Fault.Malformed _,
                    Fault.MissingEnd _,
                    Fault.ErrorEventInStream _,
                    Fault.Empty _,
                    Fault.Garbage _,
                    Fault.Worse _,
                    Fault.NotJson _,
                    Fault.Truncated _,
                    Fault.Reset _,
                    Fault.ResetAfterHeaders _,
                    Fault.Healthy _,
                    Fault.NoPrefill _,
                    Fault.BrownOut _,
                    Fault.Flapping _,
                    Fault.OnKey _,
                    Fault.Echo _ -> null;
        };
    }

    private static Fault.Status coded(int status, String code) {
        return new Fault.Status(status, code, null, null, null);
    }

    private String page() {
        return """
                <!DOCTYPE html>
                <html><head><title>502 Bad Gateway</title></head>
                <body><h1>Bad Gateway</h1><p>The upstream did not answer.%s</p></body></html>
                """.formatted(quoted);
    }

    private Fault.Status quoting(Fault.Status error) {
        if (quoted.isEmpty()) {
            return error;
        }
        String usual = scene.dialect()
                .error(error, scene.ask(), scene.requestId())
                .path("error")
                .path("message")
                .asText();
        return error.withMessage(usual + quoted);
    }
}
