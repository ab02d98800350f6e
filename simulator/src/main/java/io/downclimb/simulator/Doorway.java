package io.downclimb.simulator;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: hands each request to a virtual thread of its own, one after the other, and tells the one at work
 * when the client hangs up. Its fields belong to the connection's event loop.
 */
final class Doorway extends SimpleChannelInboundHandler<FullHttpRequest> {
    interface Script {
        void play(Request request, Wire wire);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Doorway.class);

    private final Script script;
    private final Deque<Request> waiting = new ArrayDeque<>();
    private @Nullable Wire current;

    Doorway(Script script) {
        this.script = script;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest http) {
        waiting.add(Request.of(http));
        if (current == null) {
            next(context);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        waiting.clear();
        if (current != null) {
            current.closed();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("Connection lost", cause);
        var _ = context.close();
    }

    private void next(ChannelHandlerContext context) {
        Request request = waiting.poll();
        if (request == null) {
            current = null;
            return;
        }
        Wire wire = new Wire(context.channel());
        current = wire;
        Thread.ofVirtual().name("simulator ", 0).start(() -> {
            try {
                play(request, wire);
            } finally {
                context.executor().execute(() -> next(context));
            }
        });
    }

    private void play(Request request, Wire wire) {
        try {
            script.play(request, wire);
        } catch (ClientGone e) {
            LOG.debug("{}: the client hung up", request.describe());
        } catch (RuntimeException e) {
            LOG.error("{}: the simulator itself failed", request.describe(), e);
            wire.abandon();
        }
    }
}
