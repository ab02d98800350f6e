package io.downclimb.bench.load;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One kept connection with at most one request under way. */
final class Connection extends SimpleChannelInboundHandler<FullHttpResponse> {
    private final Client client;
    private final Target target;
    private final Channel channel;
    private @Nullable Question question;
    private long idleSince;

    Connection(Client client, Target target, Channel channel) {
        this.client = client;
        this.target = target;
        this.channel = channel;
    }

    void send(Question next, byte[] body) {
        question = next;
        DefaultFullHttpRequest request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, HttpMethod.POST, target.path(), Unpooled.wrappedBuffer(body));
        request.headers()
                .set(HttpHeaderNames.HOST, "127.0.0.1:" + target.port())
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
        target.headers().forEach((name, value) -> request.headers().set(name, value));
        var _ = channel.writeAndFlush(request).addListener(written -> {
            if (!written.isSuccess()) {
                end(new Outcome.Failed("connection broken"), false);
            }
        });
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
        Outcome outcome = Verdict.of(
                target,
                response.status().code(),
                response.headers().get(HttpHeaderNames.RETRY_AFTER),
                response.content().toString(StandardCharsets.UTF_8));
        end(outcome, HttpUtil.isKeepAlive(response));
    }

    /** The connection goes back before the news is told: whoever hears it may ask again at once, on this connection. */
    private void end(Outcome outcome, boolean reusable) {
        @Nullable Question ended = question;
        question = null;
        if (ended == null) {
            return;
        }
        idleSince = System.nanoTime();
        client.finished(this, reusable);
        ended.end(outcome);
    }

    boolean usableAt(long now, long staleNanos) {
        return channel.isActive() && now - idleSince < staleNanos;
    }

    void giveUpIfOlder(long now, long patienceNanos) {
        if (question != null && now - question.startedNanos > patienceNanos) {
            end(
                    new Outcome.Failed("caller gave up after %d ms"
                            .formatted(target.patience().toMillis())),
                    false);
        }
    }

    void close() {
        var _ = channel.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end(new Outcome.Failed("connection closed"), false);
        client.gone(this);
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        end(new Outcome.Failed("connection broken"), false);
        var _ = context.close();
    }
}
