package io.downclimb.incident;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import java.io.IOException;
import java.time.Duration;
import java.time.format.DateTimeParseException;

/** A duration in ISO 8601 that is not negative and not longer than a century, so that it can be reckoned with in ms. */
final class PlainDuration extends StdScalarDeserializer<Duration> {
    private static final long serialVersionUID = 1L;
    private static final Duration LONGEST = Duration.ofDays(36_525);

    PlainDuration() {
        super(Duration.class);
    }

    @Override
    public Duration deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw context.weirdStringException(parser.getText(), Duration.class, "is no duration in ISO 8601");
        }
        Duration duration = parse(parser.getText(), context);
        if (duration.isNegative() || duration.compareTo(LONGEST) > 0) {
            throw context.weirdStringException(
                    parser.getText(), Duration.class, "must not be negative or longer than a century");
        }
        return duration;
    }

    private static Duration parse(String text, DeserializationContext context) throws IOException {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException | ArithmeticException e) {
            throw context.weirdStringException(text, Duration.class, "is no duration in ISO 8601");
        }
    }
}
