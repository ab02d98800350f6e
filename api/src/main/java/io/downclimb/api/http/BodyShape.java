package io.downclimb.api.http;

import com.fasterxml.jackson.databind.JsonNode;

/** What a field of a body must be, before anybody judges its value. */
enum BodyShape {
    FLAG("true or false"),
    NUMBER("a number"),
    COUNT("a whole number of at least 1"),
    LIST("an array"),
    OBJECT("an object"),
    TEXT("a string"),
    TEXT_OR_LIST("a string or an array of blocks");

    private final String wanted;

    BodyShape(String wanted) {
        this.wanted = wanted;
    }

    /** In the words of an error message. */
    String wanted() {
        return wanted;
    }

    boolean fits(JsonNode value) {
        return switch (this) {
            case FLAG -> value.isBoolean();
            case NUMBER -> value.isNumber();
            case COUNT -> value.isIntegralNumber() && value.bigIntegerValue().signum() > 0;
            case LIST -> value.isArray();
            case OBJECT -> value.isObject();
            case TEXT -> value.isTextual();
            case TEXT_OR_LIST -> value.isTextual() || value.isArray();
        };
    }
}
