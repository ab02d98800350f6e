package io.downclimb.api.http;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A caller over a bare socket, who takes its time. */
final class SlowCaller implements AutoCloseable {
    private static final int BETWEEN_BYTES_MS = 20;
    private static final int PATIENCE_MS = 20_000;

    private final Socket socket;
    private final StringBuilder heard = new StringBuilder();

    SlowCaller(Doors doors) throws IOException {
        socket = doors.socket();
        socket.setTcpNoDelay(true);
    }

    static String head(String path, String further) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + further + "\r\n";
    }

    static String whole(String path, String body) {
        return head(path, "Content-Length: " + body.length() + "\r\n") + body;
    }

    SlowCaller says(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    /** Goes on with one piece after the other, as if it would never end, until the connection ends: all that was answered. */
    String dribbles(String piece) throws IOException {
        socket.setSoTimeout(BETWEEN_BYTES_MS);
        long until = System.nanoTime() + PATIENCE_MS * 1_000_000L;
        while (System.nanoTime() < until) {
            try {
                if (!hears()) {
                    return heard.toString();
                }
            } catch (SocketTimeoutException nothingYet) {
                dribble(piece);
            }
        }
        throw new AssertionError("still open; heard " + heard);
    }

    private void dribble(String piece) throws IOException {
        try {
            says(piece);
        } catch (IOException closed) {
            // Then the next read tells what was said before.
        }
    }

    /** All that is answered until the connection ends. */
    String hearsToTheEnd() throws IOException {
        socket.setSoTimeout(PATIENCE_MS);
        while (hears()) {
            // Goes on.
        }
        return heard.toString();
    }

    /** What was answered up to and including the given words, which later calls leave out. */
    String hearsUntil(String words) throws IOException {
        socket.setSoTimeout(PATIENCE_MS);
        while (heard.indexOf(words) < 0) {
            if (!hears()) {
                throw new AssertionError("closed after " + heard);
            }
        }
        int end = heard.indexOf(words) + words.length();
        String until = heard.substring(0, end);
        heard.delete(0, end);
        return until;
    }

    private boolean hears() throws IOException {
        try {
            int next = socket.getInputStream().read();
            if (next >= 0) {
                heard.append((char) next);
            }
            return next >= 0;
        } catch (SocketTimeoutException nothing) {
            throw nothing;
        } catch (IOException reset) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
