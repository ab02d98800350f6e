package io.downclimb.api.http;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import jakarta.inject.Singleton;

/** Has every connection watched for requests that come too slowly, by a {@link RequestWatch} beside the server's codec. */
@Singleton
final class SlowRequests implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
    private final DoorLimits limits;

    SlowRequests(DoorLimits limits) {
        this.limits = limits;
    }

    @Override
    public NettyServerCustomizer.Registry onCreated(BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
        NettyServerCustomizer.Registry registry = event.getBean();
        registry.register(new Connections(limits));
        return registry;
    }

    private record Connections(DoorLimits limits) implements NettyServerCustomizer {
        @Override
        public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
            return role == ChannelRole.CONNECTION ? new Connection(channel.pipeline(), limits) : this;
        }
    }

    private record Connection(ChannelPipeline pipeline, DoorLimits limits) implements NettyServerCustomizer {
        @Override
        public void onInitialPipelineBuilt() {
            String codec = ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC;
            RequestWatch watch = new RequestWatch(limits);
            pipeline.addBefore(codec, "downclimb-bytes", watch.bytes());
            pipeline.addAfter(codec, "downclimb-watch", watch);
        }
    }
}
