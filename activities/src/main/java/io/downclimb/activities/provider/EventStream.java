package io.downclimb.activities.provider;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Cuts a body of server-sent events into the data of its events. Lines end with LF, CR or CRLF, wherever the network cut
 * them; comments, names and other fields are passed over, because the formats say everything in the data.
 */
final class EventStream {
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final StringBuilder data = new StringBuilder();
    private final Consumer<String> events;
    private boolean hasData;
    private boolean afterReturn;
    private boolean firstLine = true;
    private boolean recognized;

    EventStream(Consumer<String> events) {
        this.events = events;
    }

    void feed(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            boolean secondHalf = afterReturn && next == '\n';
            afterReturn = next == '\r';
            if (secondHalf) {
                continue;
            }
            if (next == '\n' || next == '\r') {
                endLine();
            } else {
                line.write(next);
            }
        }
    }

    /** The body has ended: what has no blank line after it is taken as an event all the same. */
    void end() {
        if (line.size() > 0) {
            endLine();
        }
        dispatch();
    }

    /** Whether any line was one of an event stream. */
    boolean recognized() {
        return recognized;
    }

    private void endLine() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        if (firstLine && text.startsWith("\uFEFF")) {
            text = text.substring(1);
        }
        firstLine = false;
        if (text.isEmpty()) {
            dispatch();
            return;
        }
        int colon = text.indexOf(':');
        String field = colon < 0 ? text : text.substring(0, colon);
        recognized |= isField(field);
        if (field.equals("data")) {
            String value = colon < 0 ? "" : text.substring(colon + 1);
            if (hasData) {
                data.append('\n');
            }
            data.append(value.startsWith(" ") ? value.substring(1) : value);
            hasData = true;
        }
    }

    private static boolean isField(String field) {
        return switch (field) {
            case "", "data", "event", "id", "retry" -> true;
            default -> false;
        };
    }

    private void dispatch() {
        if (!hasData) {
            return;
        }
        String whole = data.toString();
        data.setLength(0);
        hasData = false;
        events.accept(whole);
    }
}
