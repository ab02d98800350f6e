package io.downclimb.api.http;

import io.micronaut.http.HttpMethod;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.simple.SimpleHttpRequest;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection's clock for requests that are on their way in, which a caller could otherwise hold open for ever at no cost.
 *
 * <ol>
 *   <li>From connecting, or from the first byte of a later request, the headers have the header timeout to be complete.
 *   <li>From there, the body has the body timeout.
 *   <li>Between requests, and while a reply is made, no clock runs: a connection may stay idle, and a request may wait long.
 *   <li>Who is late is told so with a 408, if nothing else was begun to be said; then the connection is closed. While replies to earlier requests are
 *       under way, the clock starts anew: they are not the late one's.
 * </ol>
 *
 * <p>It stands behind the codec, where requests and replies are messages; {@link #bytes()} stands before it.
 */
final class RequestWatch extends ChannelDuplexHandler {
    private enum Phase {
        IDLE,
        HEADERS,
        BODY,
        CLOSING
    }

    private final DoorLimits limits;
    private Phase phase = Phase.IDLE;
    private boolean silent = true;
    private String target = "/";
    private int repliesDue;
    private boolean replyBegun;
    private @Nullable Future<?> clock;

    RequestWatch(DoorLimits limits) {
        this.limits = limits;
    }

    /** Tells this watch of bytes before the codec reads them. */
    ChannelHandler bytes() {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext before, Object message) {
                silent = false;
                if (phase == Phase.IDLE) {
                    enter(before.pipeline().context(RequestWatch.this), Phase.HEADERS);
                }
                before.fireChannelRead(message);
            }
        };
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        enter(ctx, Phase.HEADERS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        stop();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        stop();
        ctx.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (phase == Phase.CLOSING) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest request) {
            repliesDue++;
            target = request.uri();
            enter(ctx, Phase.BODY);
        }
        if (message instanceof LastHttpContent) {
            stop();
            phase = Phase.IDLE;
        }
        ctx.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (phase == Phase.CLOSING) {
            ReferenceCountUtil.release(message);
            promise.tryFailure(new ClosedChannelException());
            return;
        }
        boolean interim = message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (message instanceof HttpResponse && !interim) {
            replyBegun = true;
        }
        if (message instanceof LastHttpContent && !interim) {
            replyBegun = false;
            repliesDue--;
        }
        ChannelFuture _ = ctx.write(message, promise);
    }

    private void enter(ChannelHandlerContext ctx, Phase next) {
        stop();
        phase = next;
        Duration limit = next == Phase.HEADERS ? limits.headerTimeout() : limits.bodyTimeout();
        clock = ctx.executor().schedule(() -> late(ctx), limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void stop() {
        if (clock != null) {
            clock.cancel(false);
            clock = null;
        }
    }

    private void late(ChannelHandlerContext ctx) {
        int own = phase == Phase.BODY ? 1 : 0;
        if (repliesDue > own) {
            enter(ctx, phase);
            return;
        }
        boolean sayable = !silent && !replyBegun && repliesDue == own;
        Phase late = phase;
        phase = Phase.CLOSING;
        if (!sayable) {
            ChannelFuture _ = ctx.close();
            return;
        }
        ctx.writeAndFlush(refusal(late)).addListener(ChannelFutureListener.CLOSE);
    }

    /** In the shape of the door that was asked for, where that is known already. */
    private DefaultFullHttpResponse refusal(Phase late) {
        String message = late == Phase.BODY
                ? "The body was not complete " + limits.bodyTimeout().toMillis()
                        + " ms after the headers: send it faster, or less of it"
                : "The headers were not complete after "
                        + limits.headerTimeout().toMillis() + " ms: send them at once";
        MutableHttpResponse<byte[]> shaped = ErrorShape.respond(
                new SimpleHttpRequest<>(HttpMethod.POST, late == Phase.BODY ? path(target) : "/", null),
                Problem.of(ProblemType.SLOW_REQUEST, message));
        byte[] body = shaped.getBody().orElseGet(() -> new byte[0]);
        DefaultFullHttpResponse refusal = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(shaped.code()), Unpooled.wrappedBuffer(body));
        shaped.getHeaders().forEachValue((name, value) -> refusal.headers().add(name, value));
        refusal.headers().set("Content-Length", body.length).set("Connection", "close");
        return refusal;
    }

    /** What a caller sends as its target may be no address at all. */
    private static String path(String target) {
        String path = target.replaceFirst("[?#].*", "");
        return path.matches("/[A-Za-z0-9/_.-]*") ? path : "/";
    }
}
