package io.downclimb.bench.mock;

import io.downclimb.bench.http.Replies;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** One provider of the mock: its answer, its fault and its count. */
final class Voice {
    final LongAdder calls = new LongAdder();
    volatile Fault fault = Fault.none();
    private final AtomicLong ofTen = new AtomicLong();
    private final Answer answer;

    Voice(String provider) {
        answer = Answer.of(provider);
    }

    void answer(ChannelHandlerContext context, boolean streamed) {
        calls.increment();
        switch (fault) {
            case Fault.Well well -> later(context, well.delay(), () -> speak(context, streamed));
            case Fault.Outage outage -> refuse(context, outage.status());
            case Fault.Hang _ -> {
                // Saying nothing is the point.
            }
            case Fault.SomeErrors some -> {
                if (some.hits(ofTen.getAndIncrement())) {
                    refuse(context, 500);
                } else {
                    speak(context, streamed);
                }
            }
            case Fault.SlowFirstContent slow -> {
                if (streamed) {
                    begin(context);
                    later(context, slow.delay(), () -> finish(context));
                } else {
                    later(context, slow.delay(), () -> speak(context, false));
                }
            }
        }
    }

    private static void later(ChannelHandlerContext context, Duration delay, Runnable then) {
        if (delay.isZero()) {
            then.run();
            return;
        }
        var _ = context.executor().schedule(then, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void speak(ChannelHandlerContext context, boolean streamed) {
        if (!streamed) {
            Replies.json(context, HttpResponseStatus.OK, answer.whole());
            return;
        }
        write(context);
        finish(context);
    }

    private void begin(ChannelHandlerContext context) {
        write(context);
        context.flush();
    }

    private void write(ChannelHandlerContext context) {
        DefaultHttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        head.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_EVENT_STREAM)
                .set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        var _ = context.write(head);
        var _ = context.write(new DefaultHttpContent(Unpooled.wrappedBuffer(answer.roleLine())));
    }

    private void finish(ChannelHandlerContext context) {
        var _ = context.writeAndFlush(new DefaultLastHttpContent(Unpooled.wrappedBuffer(answer.content())));
    }

    private static void refuse(ChannelHandlerContext context, int status) {
        byte[] body = "{\"error\":{\"message\":\"broken on request\",\"type\":\"server_error\",\"code\":null}}"
                .getBytes(StandardCharsets.UTF_8);
        Replies.json(context, HttpResponseStatus.valueOf(status), body);
    }
}
