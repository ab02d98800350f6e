package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a good status, bytes in, progress out. What it is shows in its first character that is not white space,
 * not in its content type: a brace opens a whole JSON answer of a provider that ignores {@code stream}, anything else must
 * be an event stream. A bracket opens the chunks of a stream as one array.
 *
 * <p>A chunk that does not parse is counted. One that begins like an object was a piece of the answer, and what it held is lost: with it the
 * answer is lost, whatever still comes. Only where the body ends in the midst of it was it cut, not broken. Anything else is noise of
 * somebody in between, and the answer counts if it then finishes; a tool's arguments that are no JSON any more show that it was no noise.
 */
final class Reception {
    /** Far above any answer, far below what would hurt. */
    static final long LIMIT = 32L * 1024 * 1024;

    enum Kind {
        NOTHING_YET,
        EVENTS,
        JSON
    }

    private final Format.Assembler assembler;
    private final EventStream stream = new EventStream(this::event);
    private final ByteArrayOutputStream json = new ByteArrayOutputStream();
    private Kind kind = Kind.NOTHING_YET;
    private long length;
    private int skipped;
    private boolean content;
    private boolean closed;
    private boolean ending;
    private boolean broken;
    private @Nullable ObjectNode error;

    Reception(Format.Assembler assembler) {
        this.assembler = assembler;
    }

    /** Reads on; true where content came. */
    boolean feed(ByteBuffer bytes) {
        content = false;
        length += bytes.remaining();
        if (kind == Kind.NOTHING_YET) {
            kind = kindOf(bytes);
        }
        switch (kind) {
            case NOTHING_YET -> {}
            case EVENTS -> stream.feed(bytes);
            case JSON -> {
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                json.writeBytes(copy);
                content = true;
            }
        }
        return content;
    }

    /** Passes over leading white space and looks at what follows. */
    private static Kind kindOf(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte next = bytes.get(bytes.position());
            if (next != ' ' && next != '\n' && next != '\r' && next != '\t') {
                return next == '{' || next == '[' ? Kind.JSON : Kind.EVENTS;
            }
            bytes.get();
        }
        return Kind.NOTHING_YET;
    }

    /** The body has ended, by itself or by a broken connection: whatever is still undecided is decided. */
    void end() {
        switch (kind) {
            case NOTHING_YET -> {}
            case EVENTS -> {
                ending = true;
                stream.end();
            }
            case JSON -> {
                JsonNode whole = Json.parse(json.toString(StandardCharsets.UTF_8));
                Iterable<JsonNode> pieces = whole instanceof ArrayNode chunks ? chunks : Arrays.asList(whole);
                for (JsonNode piece : pieces) {
                    if (piece instanceof ObjectNode object && !closed) {
                        take(object);
                    }
                }
            }
        }
        closed = true;
    }

    private void event(String data) {
        if (closed) {
            return;
        }
        if (data.strip().equals("[DONE]")) {
            closed = true;
            return;
        }
        ObjectNode piece = Json.object(data);
        if (piece != null) {
            take(piece);
        } else if (!takeLines(data)) {
            skipped++;
            broken = !ending && data.stripLeading().startsWith("{");
            closed = broken;
        }
    }

    /** Some providers leave out the blank lines between events: then each line is one. */
    private boolean takeLines(String data) {
        List<ObjectNode> pieces = new ArrayList<>();
        for (String line : data.split("\n", -1)) {
            ObjectNode piece = Json.object(line);
            if (piece == null) {
                return false;
            }
            pieces.add(piece);
        }
        for (ObjectNode piece : pieces) {
            if (!closed) {
                take(piece);
            }
        }
        return true;
    }

    private void take(ObjectNode piece) {
        switch (assembler.feed(piece)) {
            case NOTHING -> {}
            case CONTENT -> content = true;
            case END -> closed = true;
            case ERROR -> {
                error = piece;
                closed = true;
            }
        }
    }

    /** Nothing that could still come would change the result: an end mark, an error, or more than anyone should send. */
    boolean closed() {
        return closed || length > LIMIT;
    }

    boolean finished() {
        return !broken && assembler.finished() && (skipped == 0 || argumentsParse());
    }

    private boolean argumentsParse() {
        for (JsonNode choice : assembler.answer().answer().path("choices")) {
            for (JsonNode call : choice.path("message").path("tool_calls")) {
                String arguments = call.path("function").path("arguments").asText("");
                if (!arguments.isEmpty() && Json.parse(arguments) == null) {
                    return false;
                }
            }
        }
        return true;
    }

    CallReport.Answered answer() {
        return assembler.answer();
    }

    /** The error body that came in place of an answer, or in the middle of one. */
    @Nullable
    ObjectNode error() {
        return error;
    }

    /** Whether a piece of the answer came that could not be read. */
    boolean isBroken() {
        return broken;
    }

    /** Whether what came was neither an event stream nor an answer in JSON. */
    boolean isForeign() {
        return switch (kind) {
            case NOTHING_YET -> false;
            case EVENTS -> !stream.recognized();
            case JSON -> !assembler.begun();
        };
    }

    /** Chunks that did not parse. */
    int skipped() {
        return skipped;
    }
}
