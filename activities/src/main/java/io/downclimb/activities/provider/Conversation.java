package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.activities.provider.CallReport.Diagnosis;
import io.downclimb.activities.provider.CallReport.Failed;
import io.downclimb.activities.provider.CallReport.Result;
import io.downclimb.workflows.activity.ErrorClass;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one call has heard so far, and when it has heard enough. Signals and moments in, a result out; it neither waits nor
 * touches the network. Moments are ns since the call was sent.
 */
final class Conversation {
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Instant sent;
    private final CallListener listener;
    private final List<String> secrets;
    private final Watchdog watchdog;
    private final Reception reception;
    private final BodyHead body = new BodyHead();
    private Signal.@Nullable Head head;
    private @Nullable Long firstContent;

    Conversation(Call call, Format.Assembler assembler, Instant sent, CallListener listener) {
        this.sent = sent;
        this.listener = listener;
        this.secrets = call.provider().keys();
        this.reception = new Reception(assembler);
        // Where several choices were asked for, one may begin after another has finished.
        boolean several = call.request().chat().path("n").asInt(1) > 1;
        this.watchdog = new Watchdog(
                Duration.between(sent, call.firstContentBy()),
                Duration.between(sent, call.completeBy()),
                call.idle(),
                several ? call.idle() : GRACE);
    }

    /** Ns until {@link #giveUp} is due; zero or less when it is. */
    long left(long now) {
        return watchdog.left(now);
    }

    /** When the first content came; null where none did. */
    @Nullable
    Long firstContent() {
        return firstContent;
    }

    int skipped() {
        return reception.skipped();
    }

    /** Takes a signal; null while the call goes on. */
    @Nullable
    Result hear(Signal signal, long now) {
        return switch (signal) {
            case Signal.Head begin -> {
                head = begin;
                if (!begin.good()) {
                    watchdog.errorStatus(now);
                }
                yield null;
            }
            case Signal.Bytes bytes -> read(bytes, now);
            case Signal.End() -> end("ended", now);
            case Signal.Broken(Throwable cause) -> head == null ? Disconnection.of(cause) : end("broken", now);
        };
    }

    private @Nullable Result read(Signal.Bytes bytes, long now) {
        boolean good = head != null && head.good();
        for (ByteBuffer buffer : bytes.buffers()) {
            body.add(buffer);
            if (good && reception.feed(buffer)) {
                content(now);
            }
        }
        if (!good) {
            return body.isFull() ? end("ended", now) : null;
        }
        if (reception.closed()) {
            return end("ended", now);
        }
        if (reception.finished()) {
            watchdog.finished(now);
        }
        return null;
    }

    private void content(long now) {
        watchdog.content(now);
        if (firstContent == null) {
            firstContent = now;
            listener.firstContent();
        }
    }

    /** The time of the present phase is over. */
    Result giveUp(long now) {
        return switch (watchdog.verdict()) {
            case SILENT -> failed(ErrorClass.SILENT, head == null ? "no-headers" : "no-content");
            case STALLED -> failed(ErrorClass.CUT, "stalled");
            case DEADLINE -> failed(ErrorClass.CUT, "deadline");
            case SETTLED, ERROR_BODY -> end("ended", now);
        };
    }

    /** Nothing more will come, or need come: what is it that came? */
    private Result end(String how, long now) {
        Signal.Head begin = head;
        if (begin == null) {
            return new Failed(ErrorClass.CONNECT, null, null, how, null);
        }
        Instant moment = sent.plusNanos(now);
        if (!begin.good()) {
            String text = body.text();
            return failed(Classification.ofStatus(begin.status(), begin.headers(), text, moment), text);
        }
        reception.end();
        if (reception.finished()) {
            return reception.answer();
        }
        ObjectNode error = reception.error();
        if (error != null) {
            // The error is what a caller or an operator wants to see, not the stream before it.
            return failed(Classification.ofStream(error, begin.headers(), moment), BodyHead.cut(error.toString()));
        }
        if (reception.isBroken()) {
            return failed(ErrorClass.MALFORMED, "broken-chunk");
        }
        if (reception.isForeign() && how.equals("ended")) {
            return failed(ErrorClass.MALFORMED, "not-an-answer");
        }
        return failed(ErrorClass.CUT, how);
    }

    private Failed failed(Classification.Verdict verdict, String text) {
        return failed(verdict.errorClass(), verdict.retryAfterMs(), verdict.detail(), text);
    }

    private Failed failed(ErrorClass errorClass, String detail) {
        return failed(errorClass, null, detail, body.text());
    }

    private Failed failed(ErrorClass errorClass, @Nullable Long retryAfterMs, String detail, String text) {
        Signal.Head begin = head;
        if (begin == null) {
            return new Failed(errorClass, null, retryAfterMs, detail, null);
        }
        Diagnosis diagnosis = new Diagnosis(begin.status(), begin.headers(), withoutSecrets(text));
        return new Failed(errorClass, begin.status(), retryAfterMs, detail, diagnosis);
    }

    /** Some providers repeat the key they turned down. */
    private String withoutSecrets(String text) {
        String clean = text;
        for (String secret : secrets) {
            if (!secret.isBlank()) {
                clean = clean.replace(secret.strip(), "[key]");
            }
        }
        return clean;
    }
}
