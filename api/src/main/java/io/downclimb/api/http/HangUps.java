package io.downclimb.api.http;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpRequestWrapper;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
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
        @Nullable Channel channel = channel(request);
        if (channel == null || pending.isDone()) {
            return;
        }
        ChannelFutureListener onClose = closed -> pending.cancel(true);
        channel.closeFuture().addListener(onClose);
        // A connection lives for many requests: do not keep their listeners.
        CompletableFuture<?> _ =
                pending.whenComplete((reply, thrown) -> channel.closeFuture().removeListener(onClose));
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
