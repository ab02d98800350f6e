package io.downclimb.incident;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import java.io.IOException;

/**
 * Refuses fractions whose exponent has more than three digits. {@code 1e999999999} is short to write, and a gigabyte long once something is added to
 * it; and it is infinite as a double.
 */
final class BoundedNumbers extends JsonParserDelegate {
    private static final int EXPONENT_DIGITS = 3;

    BoundedNumbers(JsonParser parser) {
        super(parser);
    }

    @Override
    public JsonToken nextToken() throws IOException {
        JsonToken token = super.nextToken();
        if (token == JsonToken.VALUE_NUMBER_FLOAT) {
            check(getText());
        }
        return token;
    }

    private void check(String number) throws IOException {
        int exponent = Math.max(number.indexOf('e'), number.indexOf('E'));
        if (exponent < 0) {
            return;
        }
        String digits = number.substring(exponent + 1).replaceFirst("^[+-]", "");
        if (digits.length() > EXPONENT_DIGITS || Double.isInfinite(Double.parseDouble(number))) {
            throw new JsonParseException(this, "a number is too large or too small");
        }
    }
}
