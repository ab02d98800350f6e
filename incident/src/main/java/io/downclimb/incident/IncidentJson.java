package io.downclimb.incident;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How records stand in a file: JSON on one line, durations in ISO 8601, keys of maps sorted, so that the same records give the same bytes.
 *
 * <p>Reading passes over fields that it does not know, which a later version may have added, and nothing else: a null where a record allows none,
 * a key given twice, a second record on the line and a number that would fill the memory once it is written out are refused. Types are those of
 * the records; a file cannot name any.
 */
final class IncidentJson {
    private static final int DEPTH = 200;
    private static final int DIGITS = 200;

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH)
                    .maxNumberLength(DIGITS)
                    .maxStringLength(Limits.DEFAULT.bulk())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private static final ObjectMapper JSON = JsonMapper.builder(FACTORY)
            .addModule(new JavaTimeModule())
            .addModule(new SimpleModule()
                    .addDeserializer(Duration.class, new PlainDuration())
                    .addDeserializer(String.class, new SharedString()))
            .annotationIntrospector(new NullsWhereAllowed())
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            // Records have components; what else they can tell is reckoned from those.
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private IncidentJson() {}

    static byte[] write(Object record) {
        try {
            return JSON.writeValueAsBytes(record);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "%s cannot be written: %s".formatted(record.getClass().getSimpleName(), e.getOriginalMessage()), e);
        }
    }

    /** Reads one record, which must be all that the bytes hold. */
    static <T> T read(byte[] text, int length, Class<T> type) throws IOException {
        try (JsonParser parser = parser(text, length)) {
            T record = JSON.readerFor(type).readValue(parser);
            if (record == null) {
                throw MismatchedInputException.from(parser, type, "is null");
            }
            end(parser);
            return record;
        }
    }

    /** What stands in a tree that was read. */
    static <T> T convert(com.fasterxml.jackson.databind.JsonNode tree, Class<T> type) throws IOException {
        return JSON.treeToValue(tree, type);
    }

    static JsonParser parser(byte[] text, int length) throws IOException {
        JsonParser parser = new BoundedNumbers(FACTORY.createParser(text, 0, length));
        parser.setCodec(JSON);
        return parser;
    }

    static JsonGenerator generator(ByteArrayOutputStream out) throws IOException {
        return FACTORY.createGenerator(out);
    }

    static void end(JsonParser parser) throws IOException {
        if (parser.nextToken() != null) {
            throw MismatchedInputException.from(parser, (Class<?>) null, "more than one record on the line");
        }
    }

    /** Copies the object that the parser stands at, without white space between its parts. */
    static void copyObject(JsonParser from, JsonGenerator to) throws IOException {
        if (from.currentToken() != JsonToken.START_OBJECT) {
            throw MismatchedInputException.from(from, (Class<?>) null, "is not a JSON object");
        }
        int depth = 0;
        do {
            JsonToken token = from.currentToken();
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            to.copyCurrentEventExact(from);
        } while (depth > 0 && from.nextToken() != null);
    }

    /** The object that the parser stands at, as text. */
    static String objectText(JsonParser from) throws IOException {
        Writer text = new StringWriter();
        try (JsonGenerator to = FACTORY.createGenerator(text)) {
            copyObject(from, to);
        }
        return text.toString();
    }

    /** Refuses null, and absence, for each component of a record that is not marked as nullable. */
    private static final class NullsWhereAllowed extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public JsonSetter.Value findSetterInfo(Annotated annotated) {
            if (annotated instanceof AnnotatedParameter parameter
                    && parameter.getDeclaringClass().isRecord()
                    && !annotated.getRawType().isPrimitive()
                    && !isNullable(parameter)) {
                return JsonSetter.Value.forValueNulls(Nulls.FAIL);
            }
            return super.findSetterInfo(annotated);
        }

        private static boolean isNullable(AnnotatedParameter parameter) {
            RecordComponent[] components = parameter.getDeclaringClass().getRecordComponents();
            return components.length != parameter.getOwner().getParameterCount()
                    || components[parameter.getIndex()].getAnnotatedType().isAnnotationPresent(Nullable.class);
        }
    }
}
