package io.downclimb.api.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code server}. */
final class ServerReader {
    private static final Pattern HASH = Pattern.compile("[0-9a-fA-F]{64}");
    private static final String NO_TOKEN = "0".repeat(64);
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:\\[\\]-]{1,255}");

    private final Reading reading;
    private final Section server;

    private ServerReader(Reading reading, Section server) {
        this.reading = reading;
        this.server = server;
    }

    static Server read(Reading reading, Section top) {
        return new ServerReader(reading, top.section("server", Keys.SERVER)).server();
    }

    private Server server() {
        Scalar hostSetting = Overrides.or(reading, "DOWNCLIMB_HOST", server, "host");
        Scalar portSetting = Overrides.or(reading, "DOWNCLIMB_PORT", server, "port");
        String host = hostSetting == null
                ? null
                : hostSetting.matching(HOST, "is not a host", "write a name or an address, such as 127.0.0.1");
        Integer port = portSetting == null ? null : portSetting.whole(0, 65535);
        int before = reading.mistakes().count();
        List<String> tokens = tokens();
        boolean tokensAreRight = reading.mistakes().count() == before;
        if (hostSetting != null && host != null && tokens.isEmpty() && tokensAreRight && !Loopback.is(host)) {
            hostSetting.mistake(
                    "is not a loopback address, and there are no tokens: anyone who can connect could spend your money",
                    "list hashes of tokens at server.tokens (printf %s TOKEN | sha256sum), or listen on 127.0.0.1");
        }
        return new Server(
                host == null ? Server.DEFAULT.host() : host, port == null ? Server.DEFAULT.port() : port, tokens);
    }

    private List<String> tokens() {
        LinkedHashSet<String> hashes = new LinkedHashSet<>();
        for (Scalar token : tokenSettings()) {
            String hash = hash(token);
            if (hash != null) {
                hashes.add(hash);
            }
        }
        return List.copyOf(hashes);
    }

    private List<Scalar> tokenSettings() {
        String variable = reading.environment().get("DOWNCLIMB_TOKENS");
        if (variable != null) {
            return Arrays.stream(variable.split(",", -1))
                    .map(String::strip)
                    .filter(token -> !token.isEmpty())
                    .map(token -> Scalar.override(reading, "DOWNCLIMB_TOKENS", token))
                    .toList();
        }
        Element tokens = server.member("tokens");
        List<Scalar> settings = new ArrayList<>();
        for (Element token : tokens == null ? List.<Element>of() : tokens.list()) {
            Scalar setting = token.scalar();
            if (setting != null) {
                settings.add(setting);
            }
        }
        return settings;
    }

    /** A token may have been written in place of its hash, so the value is never shown. */
    private static @Nullable String hash(Scalar token) {
        Environment environment = token.reading().environment();
        String text = token.literal() ? token.raw() : environment.expand(token.raw(), token::mistakeWithoutValue);
        if (text == null) {
            return null;
        }
        if (environment.isDraft()) {
            return NO_TOKEN;
        }
        if (!HASH.matcher(text).matches()) {
            token.mistakeWithoutValue(
                    "is not a SHA-256 hash of 64 hex digits (not shown, as it may be a token)",
                    "write the hash of the token: printf %s TOKEN | sha256sum");
            return null;
        }
        return text.toLowerCase(Locale.ROOT);
    }
}
