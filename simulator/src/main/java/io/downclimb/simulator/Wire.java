package io.downclimb.simulator;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connection of one request as its script sees it: plain blocking calls, down to the ways of dying. The response
 * counts as ended just before its last bytes leave, so that a client that has them all never counts as gone. Every
 * call throws {@link ClientGone} once the client has hung up.
 */
final class Wire {
    interface Watcher {
        void concluded(boolean clientGone);
    }

    private enum State {
        OPEN,
        ENDED,
        GONE
    }

    private final Channel channel;
    private final CountDownLatch gone = new CountDownLatch(1);
    private State state = State.OPEN;
    private @Nullable Watcher watcher;

    Wire(Channel channel) {
        this.channel = channel;
    }

    /** Told once, at the end or when the client hangs up before it. */
    synchronized void watch(Watcher told) {
        watcher = told;
        if (state != State.OPEN) {
            told.concluded(state == State.GONE);
        }
    }

    /** The connection has closed. */
    void closed() {
        conclude(State.GONE);
        gone.countDown();
    }

    /** A whole response. */
    void respond(int status, Map<String, String> headers, byte[] body) {
        DefaultFullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), Unpooled.wrappedBuffer(body));
        headers.forEach(response.headers()::set);
        HttpUtil.setContentLength(response, body.length);
        end();
        write(response);
    }

    /** Headers of a body without a known length. */
    void begin(Map<String, String> headers) {
        HttpResponse response = head(headers);
        HttpUtil.setTransferEncodingChunked(response, true);
        write(response);
    }

    /** Headers of a body of {@code length} bytes. */
    void begin(Map<String, String> headers, int length) {
        HttpResponse response = head(headers);
        HttpUtil.setContentLength(response, length);
        write(response);
    }

    void send(String text) {
        send(text.getBytes(StandardCharsets.UTF_8));
    }

    void send(byte[] bytes) {
        write(new DefaultHttpContent(Unpooled.wrappedBuffer(bytes)));
    }

    /** The body's last bytes and its proper end. */
    void finish(byte[] last) {
        end();
        write(new DefaultLastHttpContent(Unpooled.wrappedBuffer(last)));
    }

    /** Waits; ends early if the client hangs up. */
    void pause(long ms) {
        if (ms <= 0) {
            return;
        }
        try {
            if (gone.await(ms, TimeUnit.MILLISECONDS)) {
                throw new ClientGone();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClientGone();
        }
    }

    /** Says nothing until the client hangs up. */
    void hold() {
        pause(Long.MAX_VALUE);
    }

    /** Closes the connection wherever the body is. */
    void cut() {
        end();
        await(channel.close());
    }

    /** Closes the connection, whatever was said and whoever is there. */
    void abandon() {
        conclude(State.ENDED);
        var _ = channel.close();
    }

    /** Answers with a TCP reset: a close that lingers for 0 seconds. */
    void reset() {
        end();
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        await(channel.close());
    }

    private static HttpResponse head(Map<String, String> headers) {
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        headers.forEach(response.headers()::set);
        return response;
    }

    private void end() {
        if (!conclude(State.ENDED)) {
            throw new ClientGone();
        }
    }

    private synchronized boolean conclude(State last) {
        if (state != State.OPEN) {
            return false;
        }
        state = last;
        if (watcher != null) {
            watcher.concluded(last == State.GONE);
        }
        return true;
    }

    private void write(Object message) {
        await(channel.writeAndFlush(message));
    }

    private static void await(ChannelFuture future) {
        if (!future.awaitUninterruptibly().isSuccess()) {
            throw new ClientGone();
        }
    }
}
