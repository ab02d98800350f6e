package io.downclimb.api.config;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code store}: Postgres. */
final class StoreReader {
    private static final Pattern URL = Pattern.compile("jdbc:postgresql:[^\\s]+");
    private static final Pattern CREDENTIALS = Pattern.compile("(?i).*([?&](password|user)=|//[^/?]*@).*");
    private static final String URL_FORM = "write jdbc:postgresql://HOST:5432/DATABASE";

    /** A repeated key must not be forgotten while the engine remembers its workflow: by default, 7 days after its end. */
    private static final Duration LEAST_FACTS_KEPT = Duration.ofDays(8);

    private static final Duration LONGEST_KEPT = Duration.ofDays(3_650);

    private StoreReader() {}

    static Store read(Reading reading, Section top) {
        Section store = top.section("store", Keys.STORE);
        Scalar url = Overrides.or(reading, "DOWNCLIMB_DATABASE_URL", store, "url");
        Scalar user = Overrides.or(reading, "DOWNCLIMB_DATABASE_USER", store, "user");
        String jdbcUrl = url == null ? null : jdbcUrl(url);
        String username = user == null ? null : user.text();
        String password = password(reading, store);
        Duration keepContents = store.duration("keep-contents", Store.DEFAULT.keepContents(), LONGEST_KEPT);
        return new Store(
                jdbcUrl == null ? Store.DEFAULT.jdbcUrl() : jdbcUrl,
                username == null ? Store.DEFAULT.username() : username,
                password == null ? Store.DEFAULT.password() : password,
                store.whole("max-connections", Store.DEFAULT.maxConnections(), 1, 1000),
                keepContents,
                keepFacts(store, keepContents));
    }

    private static Duration keepFacts(Section store, Duration keepContents) {
        Duration keepFacts = store.duration("keep-facts", Store.DEFAULT.keepFacts(), LEAST_FACTS_KEPT, LONGEST_KEPT);
        if (keepFacts.compareTo(keepContents) >= 0) {
            return keepFacts;
        }
        Scalar told = store.scalar("keep-facts");
        Scalar contents = told == null ? store.scalar("keep-contents") : told;
        if (contents != null) {
            contents.mistake(
                    "keeps contents longer than the facts about them",
                    "set store.keep-facts to %s or more, or store.keep-contents to %s or less"
                            .formatted(Durations.format(keepContents), Durations.format(keepFacts)));
        }
        return keepFacts;
    }

    private static @Nullable String jdbcUrl(Scalar url) {
        String text = url.text();
        if (text == null) {
            return null;
        }
        if (CREDENTIALS.matcher(text).matches()) {
            url.mistakeWithoutValue(
                    "carries a user or a password (not shown)",
                    URL_FORM
                            + ", the user at store.user and the password at store.password, from a variable or a file");
            return null;
        }
        if (!URL.matcher(text).matches()) {
            url.mistake("is not a JDBC URL of Postgres", URL_FORM);
            return null;
        }
        return text;
    }

    private static @Nullable String password(Reading reading, Section store) {
        Scalar variable = Overrides.of(reading, "DOWNCLIMB_DATABASE_PASSWORD");
        Scalar file = Overrides.of(reading, "DOWNCLIMB_DATABASE_PASSWORD_FILE");
        if (variable != null && file != null) {
            file.mistakeWithoutValue(
                    "is set, and DOWNCLIMB_DATABASE_PASSWORD too", "set one of the two and unset the other");
            return null;
        }
        if (variable != null) {
            return variable.raw();
        }
        if (file != null) {
            return Secrets.readFile(file, file.raw());
        }
        Scalar inFile = store.scalar("password");
        return inFile == null ? null : Secrets.read(inFile, false);
    }
}
