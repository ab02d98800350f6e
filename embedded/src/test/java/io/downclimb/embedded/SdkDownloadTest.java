package io.downclimb.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SdkDownloadTest {
    private static final String BASE_URL = "io.temporal.testing.devServerDownloadBaseUrl";

    @TempDir
    Path folder;

    private Path target = Path.of("");
    private final List<String> tried = new ArrayList<>();

    @BeforeEach
    void nameTarget() {
        target = folder.resolve("temporal-1.5.1");
    }

    @AfterEach
    void forget() {
        System.clearProperty(BASE_URL);
    }

    @Test
    void whatArrivesIsMadeExecutableAndMovedIntoPlace() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        String base = "http://127.0.0.1:" + server.getAddress().getPort();
        String description = "{\"archiveUrl\": \"" + base + "/archive\", \"fileToExtract\": \"temporal\"}";
        serve(server, "/cli", description.getBytes(StandardCharsets.UTF_8));
        serve(server, "/archive", archive("temporal", "#!/bin/sh\n"));
        server.start();
        System.setProperty(BASE_URL, base);

        assertThat(download(Duration.ofSeconds(10))).isTrue();
        server.stop(0);

        assertThat(target).isExecutable().hasContent("#!/bin/sh\n");
        assertThat(folder).isDirectoryNotContaining(file -> file.toString().endsWith(".download"));
    }

    @Test
    void aSilentServerIsGivenUp() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            System.setProperty(BASE_URL, "http://127.0.0.1:" + silent.getLocalPort());
            assertThat(download(Duration.ofMillis(200))).isFalse();
        }
        assertThat(tried).singleElement().asString().contains("nothing arrived");
    }

    @Test
    void anUnreachableServerIsGivenUpAtOnce() {
        System.setProperty(BASE_URL, "http://temporal.invalid");
        assertThat(download(Duration.ofSeconds(20))).isFalse();
        assertThat(tried).singleElement().asString().contains("temporal.invalid");
        assertThat(Files.exists(target)).isFalse();
    }

    private boolean download(Duration patience) {
        return new SdkDownload(target, patience, line -> {}).fetch(tried);
    }

    private static void serve(HttpServer server, String path, byte[] body) {
        server.createContext(path, exchange -> {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    private static byte[] archive(String name, String content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            TarArchiveEntry entry = new TarArchiveEntry(name);
            entry.setSize(content.length());
            tar.putArchiveEntry(entry);
            tar.write(content.getBytes(StandardCharsets.UTF_8));
            tar.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }
}
