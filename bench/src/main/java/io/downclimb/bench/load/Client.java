package io.downclimb.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Callers of one target, on one event loop: everything here happens on that thread, so nothing is locked and nothing waits.
 * A connection carries one request at a time and is kept for the next; the one used last is used first, and one that has been
 * idle for two seconds is not trusted any more, since servers close them.
 */
public final class Client implements AutoCloseable {
    private static final int LARGEST_ANSWER = 1 << 20;
    private static final long STALE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final MultiThreadIoEventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("load", true), NioIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final Deque<Connection> idle = new ArrayDeque<>();
    private final Set<Connection> busy = new HashSet<>();
    private final Target target;
    private final int mostAtOnce;
    private final Bodies bodies;
    private final Bootstrap bootstrap;

    /**
     * Callers of this target.
     *
     * @param mostAtOnce requests under way; one more is not sent, and counts as failed
     */
    public Client(Target target, int mostAtOnce) {
        this.target = target;
        this.mostAtOnce = mostAtOnce;
        bodies = new Bodies(target.model(), target.alike());
        bootstrap = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 5_000)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new HttpClientCodec())
                                .addLast(new HttpObjectAggregator(LARGEST_ANSWER));
                    }
                });
        var _ = loop.scheduleAtFixedRate(this::giveUpOld, 100, 100, TimeUnit.MILLISECONDS);
    }

    EventLoop loop() {
        return loop;
    }

    /** Sends one request and tells what became of it. On the event loop only. */
    void ask(long startedNanos, Consumer<Exchange> done) {
        Question question = new Question(startedNanos, done);
        if (busy.size() >= mostAtOnce) {
            question.end(new Outcome.Failed("not sent: %d under way".formatted(mostAtOnce)));
            return;
        }
        @Nullable Connection kept = keptConnection();
        if (kept != null) {
            send(kept, question);
            return;
        }
        ChannelFuture connecting = bootstrap.connect("127.0.0.1", target.port());
        Connection fresh = new Connection(this, target, connecting.channel());
        busy.add(fresh);
        var _ = connecting.addListener(_ -> {
            if (!connecting.isSuccess()) {
                busy.remove(fresh);
                question.end(new Outcome.Failed("no connection"));
                return;
            }
            connecting.channel().pipeline().addLast(fresh);
            send(fresh, question);
        });
    }

    private @Nullable Connection keptConnection() {
        long now = System.nanoTime();
        while (true) {
            @Nullable Connection connection = idle.poll();
            if (connection == null || connection.usableAt(now, STALE_NANOS)) {
                return connection;
            }
            connection.close();
        }
    }

    private void send(Connection connection, Question question) {
        busy.add(connection);
        connection.send(question, bodies.next());
    }

    void finished(Connection connection, boolean reusable) {
        busy.remove(connection);
        if (reusable) {
            idle.push(connection);
        } else {
            connection.close();
        }
    }

    void gone(Connection connection) {
        busy.remove(connection);
        idle.remove(connection);
    }

    private void giveUpOld() {
        long now = System.nanoTime();
        for (Connection connection : List.copyOf(busy)) {
            connection.giveUpIfOlder(now, target.patience().toNanos());
        }
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
