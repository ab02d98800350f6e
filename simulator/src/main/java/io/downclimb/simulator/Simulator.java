package io.downclimb.simulator;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * LLM providers that fail on request. Speaks the wire formats of OpenAI chat completions, Anthropic messages and Gemini; the
 * first path segment names the provider it plays, so one simulator plays as many as one likes:
 *
 * <pre>
 * POST /{provider}/v1/chat/completions      base url http://127.0.0.1:PORT/{provider}/v1 for OpenAI clients
 * POST /{provider}/v1/messages              base url http://127.0.0.1:PORT/{provider} for Anthropic clients
 * POST /{provider}/v1beta/models/…          base url http://127.0.0.1:PORT/{provider} for Gemini clients
 * GET  /{provider}/v1/models                also /{provider}/v1beta/models
 * GET  /status/{page}/api/v2/summary.json   and other forms of a status page, see {@link StatusPages}
 * </pre>
 *
 * <p>Faults are set in Java ({@link #faults()}), over HTTP ({@link ControlPlane}) or by the model's name
 * ({@link FaultName}). Netty moves the bytes; one virtual thread per request plays the response, so that it can also
 * fall silent, cut the connection or reset it.
 */
public final class Simulator implements AutoCloseable {
    private static final int LARGEST_BODY = 64 * 1024 * 1024;

    /**
     * How healthy answers flow.
     *
     * @param firstTokenMs from the headers to the first word
     * @param perTokenMs from one word to the next
     */
    public record Pace(long firstTokenMs, long perTokenMs) {
        static final Pace IMMEDIATE = new Pace(0, 0);

        public Pace {
            Require.notNegative("firstTokenMs", firstTokenMs);
            Require.notNegative("perTokenMs", perTokenMs);
        }
    }

    private final EventLoopGroup loops;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Channel door;
    private final Faults faults;
    private final Calls calls;
    private final StatusPages statusPages;

    private Simulator(String host, int port, InstantSource clock) {
        faults = new Faults(clock);
        calls = new Calls(clock);
        statusPages = new StatusPages(clock);
        loops = new MultiThreadIoEventLoopGroup(
                2, new DefaultThreadFactory("simulator", true), NioIoHandler.newFactory());
        Stage stage = new Stage(faults, calls, statusPages);
        try {
            door = new ServerBootstrap()
                    .group(loops)
                    .channel(NioServerSocketChannel.class)
                    .option(ChannelOption.SO_BACKLOG, 1024)
                    .childOption(ChannelOption.TCP_NODELAY, true)
                    .childHandler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel connection) {
                            connections.add(connection);
                            connection
                                    .pipeline()
                                    .addLast(new HttpServerCodec())
                                    .addLast(new HttpServerKeepAliveHandler())
                                    .addLast(new HttpObjectAggregator(LARGEST_BODY))
                                    .addLast(new Doorway(stage));
                        }
                    })
                    .bind(host, port)
                    .syncUninterruptibly()
                    .channel();
        } catch (RuntimeException e) {
            var _ = loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw e;
        }
    }

    /**
     * Starts on loopback.
     *
     * @param port 0: any free one
     */
    public static Simulator start(int port) {
        return start("127.0.0.1", port);
    }

    /**
     * Starts on an address of this machine.
     *
     * @param port 0: any free one
     */
    public static Simulator start(String host, int port) {
        return start(host, port, InstantSource.system());
    }

    /**
     * Starts with a clock of the caller's.
     *
     * @param port 0: any free one
     * @param clock what schedules go by, and what dates the calls
     */
    public static Simulator start(String host, int port, InstantSource clock) {
        return new Simulator(host, port, clock);
    }

    public int port() {
        return ((InetSocketAddress) door.localAddress()).getPort();
    }

    /** {@code http://127.0.0.1:PORT}. */
    public String baseUrl() {
        return "http://127.0.0.1:" + port();
    }

    public Faults faults() {
        return faults;
    }

    public Calls calls() {
        return calls;
    }

    /** Status pages, at {@code /status/{page}/…}. */
    public StatusPages statusPages() {
        return statusPages;
    }

    /** Closes the port and every connection. */
    @Override
    public void close() {
        door.close().awaitUninterruptibly();
        connections.close().awaitUninterruptibly();
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    void awaitClose() {
        door.closeFuture().awaitUninterruptibly();
    }
}
