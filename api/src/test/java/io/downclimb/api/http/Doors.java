package io.downclimb.api.http;

import io.downclimb.activities.breaker.BreakerPlan;
import io.downclimb.activities.breaker.BreakerViews;
import io.downclimb.activities.status.StatusPlan;
import io.downclimb.api.breaker.BreakerHistory;
import io.downclimb.api.breaker.Operators;
import io.downclimb.api.request.Desk;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.ApplicationContextBuilder;
import io.micronaut.context.ApplicationContextConfiguration;
import io.micronaut.context.DefaultApplicationContext;
import io.micronaut.context.env.PropertySource;
import io.micronaut.inject.BeanDefinitionReference;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The real server with the real doors on a free port, and nothing else of the application behind them but a fake desk and fake breakers. */
final class Doors implements AutoCloseable {
    static final String CHAT = "/v1/chat/completions";
    static final String MESSAGES = "/v1/messages";
    static final String REQUESTS = "/v1/requests";
    static final String OPENAI_BODY =
            "{\"model\":\"support-answer\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    static final String ANTHROPIC_BODY =
            "{\"model\":\"support-answer\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    static final String NATIVE_BODY =
            "{\"route\":\"support-answer\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

    final FakeDesk desk = new FakeDesk();
    final BreakerViews breakers = new BreakerViews();
    final FakeBreakers breakerRoom = new FakeBreakers();
    private final DefaultApplicationContext context;
    private final EmbeddedServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    Doors() {
        this(Map.of());
    }

    Doors(Map<String, Object> properties) {
        desk.reset();
        Map<String, Object> all = new HashMap<>(properties);
        all.put("micronaut.server.port", -1);
        all.put("datasources.default.enabled", false);
        ApplicationContextBuilder builder = ApplicationContext.builder("test");
        context = doorsOnly((ApplicationContextConfiguration) builder);
        context.getEnvironment().addPropertySource(PropertySource.of(PropertySource.CONTEXT, all, Integer.MAX_VALUE));
        context.registerSingleton(Desk.class, desk);
        context.registerSingleton(BreakerViews.class, breakers);
        context.registerSingleton(BreakerPlan.class, FakeBreakers.PLAN);
        context.registerSingleton(StatusPlan.class, FakeBreakers.PAGES);
        context.registerSingleton(BreakerHistory.class, breakerRoom);
        context.registerSingleton(Operators.class, breakerRoom);
        context.start();
        server = context.getBean(EmbeddedServer.class).start();
    }

    /** Leaves out every bean of the application that is not of this package: no database, no Temporal. */
    private static DefaultApplicationContext doorsOnly(ApplicationContextConfiguration configuration) {
        return new DefaultApplicationContext(configuration) {
            @Override
            @SuppressWarnings("rawtypes") // as the framework declares it
            protected List<BeanDefinitionReference> resolveBeanDefinitionReferences() {
                return super.resolveBeanDefinitionReferences().stream()
                        .filter(Doors::wanted)
                        .toList();
            }
        };
    }

    @SuppressWarnings("rawtypes") // as the framework declares it
    private static boolean wanted(BeanDefinitionReference reference) {
        String name = reference.getBeanDefinitionName();
        return !name.startsWith("io.downclimb.") || name.startsWith("io.downclimb.api.http.");
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getPort() + path);
    }

    Socket socket() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.getPort());
    }

    /** Sends a call; headers alternate names and values. */
    HttpResponse<String> call(String method, String path, byte[] body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .method(
                        method,
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    HttpResponse<String> get(String path, String... headers) {
        return call("GET", path, new byte[0], headers);
    }

    HttpResponse<String> post(String path, String body, String... headers) {
        String[] all = new String[headers.length + 2];
        all[0] = "Content-Type";
        all[1] = "application/json";
        System.arraycopy(headers, 0, all, 2, headers.length);
        return call("POST", path, body.getBytes(StandardCharsets.UTF_8), all);
    }

    HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        client.close();
        context.close();
    }
}
