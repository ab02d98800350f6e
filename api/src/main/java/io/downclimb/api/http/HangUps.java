package io.downclimb.api.http;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpRequestWrapper;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Cancels what a caller waits for when the caller hangs up. The framework drops its reply when a connection closes, but tells nobody, so this
 * listens to the connection itself. The server goes on reading while a reply is pending, so it sees the close at once.
 */
final class HangUps {
    private HangUps() {}

    /** Cancels {@code pending} when the connection of {@code request} closes before it is done. */
    static void cancel(HttpRequest<?> request, CompletableFuture<?> pending) {
        tell(request, () -> pending.cancel(true), pending);
    }

    /** Tells when the connection of {@code request} closes before {@code over}. */
    static void tell(HttpRequest<?> request, Runnable hungUp, CompletableFuture<?> over) {
        @Nullable Channel channel = channel(request);
        if (channel == null || over.isDone()) {
            return;
        }
        ChannelFutureListener onClose = closed -> hungUp.run();
        channel.closeFuture().addListener(onClose);
        // A connection lives for many requests: do not keep their listeners.
        CompletableFuture<?> _ =
                over.whenComplete((reply, thrown) -> channel.closeFuture().removeListener(onClose));
    }

    /** Tells when all that was handed to the connection of {@code request} has left it, or never will. */
    static void whenFlushed(HttpRequest<?> request, Runnable flushed) {
        @Nullable Channel channel = channel(request);
        @Nullable
        ChannelHandlerContext outermost =
                channel == null ? null : channel.pipeline().firstContext();
        if (outermost == null) {
            flushed.run();
            return;
        }
        // Nothing, which is written when everything before it is.
        var _ = outermost.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> flushed.run());
    }

    /** Hangs up on the caller. */
    static void close(HttpRequest<?> request) {
        @Nullable Channel channel = channel(request);
        if (channel != null) {
            var _ = channel.close();
        }
    }

    /** The connection of a request; null where it has none. */
    static @Nullable Channel channel(HttpRequest<?> request) {
        HttpRequest<?> inner = request;
        while (inner instanceof HttpRequestWrapper<?> wrapper) {
            inner = wrapper.getDelegate();
        }
        return inner instanceof NettyHttpRequest<?> netty
                ? netty.getChannelHandlerContext().channel()
                : null;
    }
}
