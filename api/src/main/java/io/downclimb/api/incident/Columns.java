package io.downclimb.api.incident;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Columns as an incident has them: times in ms since 1970, amounts without needless zeros, JSON as what it stands for. */
final class Columns {
    /** Another version may have written more than this one knows. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private Columns() {}

    static long millis(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant().toEpochMilli();
    }

    static @Nullable Long millisOrNull(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant().toEpochMilli();
    }

    static @Nullable BigDecimal amountOrNull(ResultSet row, String column) throws SQLException {
        BigDecimal amount = row.getBigDecimal(column);
        return amount == null ? null : amount.stripTrailingZeros();
    }

    static <T> T json(ResultSet row, String column, TypeReference<T> type) throws SQLException {
        try {
            return JSON.readValue(row.getString(column), type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "a recorded %s cannot be read: %s".formatted(column, e.getOriginalMessage()), e);
        }
    }

    static <T> @Nullable T jsonOrNull(ResultSet row, String column, TypeReference<T> type) throws SQLException {
        return row.getString(column) == null ? null : json(row, column, type);
    }
}
