package io.downclimb.incident.outside;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a CSV file (RFC 4180, UTF-8) whose first line names its columns, one at a time. Columns may stand in any order, and further ones are
 * passed over.
 */
final class CsvRows implements AutoCloseable {
    /** A file of more lines is read as far as this. */
    static final int MOST = 2_000_000;

    private final String file;
    private final Reader reader;
    private final MappingIterator<String[]> rows;
    private final Map<String, Integer> columns;
    private String[] row = {};
    private long line = 1;
    private int count;

    private CsvRows(String file, Reader reader, MappingIterator<String[]> rows, Map<String, Integer> columns) {
        this.file = file;
        this.reader = reader;
        this.rows = rows;
        this.columns = columns;
    }

    static CsvRows open(Path path) {
        String file = path.toString();
        BufferedReader reader = null;
        try {
            reader = Files.newBufferedReader(path, StandardCharsets.UTF_8);
            MappingIterator<String[]> rows = new CsvMapper()
                    .readerFor(String[].class)
                    .with(CsvParser.Feature.WRAP_AS_ARRAY)
                    .with(CsvParser.Feature.SKIP_EMPTY_LINES)
                    .with(CsvParser.Feature.TRIM_SPACES)
                    .readValues(reader);
            if (!rows.hasNextValue()) {
                throw new OutsideFormatException(
                        file, 1, "the file is empty", "begin with a line that names the columns");
            }
            Map<String, Integer> columns = new HashMap<>();
            String[] header = rows.nextValue();
            for (int index = 0; index < header.length; index++) {
                columns.putIfAbsent(header[index].replace("\ufeff", "").strip().toLowerCase(Locale.ROOT), index);
            }
            return new CsvRows(file, reader, rows, columns);
        } catch (IOException e) {
            close(reader);
            throw new OutsideFormatException(
                    "%s cannot be read as a UTF-8 text file: %s%n  fix: name a file that exists and may be read"
                            .formatted(file, e.getClass().getSimpleName()));
        } catch (RuntimeException e) {
            close(reader);
            throw e;
        }
    }

    /** The first of these columns that the file has; null for none. */
    @Nullable
    String column(List<String> names) {
        return names.stream().filter(columns::containsKey).findFirst().orElse(null);
    }

    /** The first of these columns that the file has. */
    String required(List<String> names) {
        String column = column(names);
        if (column == null) {
            throw new OutsideFormatException(
                    file,
                    1,
                    "there is no column " + names.getFirst(),
                    "name one of the columns " + String.join(", ", names));
        }
        return column;
    }

    /** Goes to the next row; false where there is none, or too many were read. */
    boolean next() {
        try {
            if (count == MOST || !rows.hasNextValue()) {
                return false;
            }
            line = rows.getParser().currentLocation().getLineNr();
            row = rows.nextValue();
            count++;
            return true;
        } catch (JsonProcessingException e) {
            throw new OutsideFormatException(
                    file,
                    e.getLocation() == null ? line + 1 : e.getLocation().getLineNr(),
                    "the line is no CSV (" + e.getOriginalMessage() + ")",
                    "put texts with commas or quotes into double quotes");
        } catch (IOException e) {
            throw new OutsideFormatException(
                    file, line + 1, "it cannot be read further as UTF-8 text", "save the file as UTF-8");
        }
    }

    /** Whether reading ended before the file did. */
    boolean isCutShort() {
        return count == MOST;
    }

    /** The value in a column; empty where the row is shorter, or there is no such column. */
    String value(@Nullable String column) {
        Integer index = column == null ? null : columns.get(column);
        return index == null || index >= row.length
                ? ""
                : String.valueOf(row[index]).strip();
    }

    OutsideFormatException wrong(String problem, String fix) {
        return new OutsideFormatException(file, line, problem, fix);
    }

    @Override
    public void close() {
        close(reader);
    }

    private static void close(@Nullable Reader reader) {
        if (reader != null) {
            try {
                reader.close();
            } catch (IOException e) {
                throw new IllegalStateException("a file that was only read cannot be closed", e);
            }
        }
    }
}
