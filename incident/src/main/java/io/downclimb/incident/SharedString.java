package io.downclimb.incident;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Reads equal texts as one object where they come close to each other: the tiers, models and hashes of 100,000 requests are few. A new text takes the
 * place of the one before with the same hash, so the memory for it is bounded.
 */
final class SharedString extends StdScalarDeserializer<String> {
    private static final long serialVersionUID = 1L;
    private static final int PLACES = 1 << 12;
    private static final int LONGEST = 80;

    @SuppressWarnings("serial")
    private final AtomicReferenceArray<String> seen = new AtomicReferenceArray<>(PLACES);

    SharedString() {
        super(String.class);
    }

    @Override
    public String deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        String text = StringDeserializer.instance.deserialize(parser, context);
        if (text == null || text.length() > LONGEST) {
            return text;
        }
        int hash = text.hashCode();
        int place = (hash ^ (hash >>> 16)) & (PLACES - 1);
        String other = seen.get(place);
        if (text.equals(other)) {
            return other;
        }
        seen.set(place, text);
        return text;
    }
}
