package io.downclimb.api.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.db.TimeOrderedIds;
import io.downclimb.db.Week;
import io.downclimb.embedded.SharedStack;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A node makes its weeks before its doors open, and what a request leaves behind lies in its own. */
class WeeksIT {
    private static final String ROUTES = """
              weeks:
                deadline: 20s
                ladder:
                  - {tier: primary, provider: first, model: a-model, budget: 8s}
            """;

    @Test
    void aRequestLiesInItsWeekAndNothingInTheDefault() {
        String jdbcUrl = SharedStack.newDatabase();
        try (Stack stack = Stack.start(ROUTES, jdbcUrl, SharedStack.postgres(), SharedStack.temporal())) {
            Records records = new Records(jdbcUrl);
            List<String> made = records.texts(
                    "select inhrelid::regclass from pg_inherits where inhparent = 'requests'::regclass order by 1");
            assertThat(made).hasSizeGreaterThanOrEqualTo(4).contains("requests_default");

            Stack.Answer answer = stack.ask("weeks", "where does this lie?");
            assertThat(answer.status()).isEqualTo(200);

            UUID id = UUID.fromString(answer.requestId());
            assertThat(id.version()).isEqualTo(7);
            String monday = Week.of(TimeOrderedIds.timeOf(id))
                    .begin()
                    .toString()
                    .substring(0, 10)
                    .replace("-", "");
            for (String table : List.of("requests", "contents", "attempts", "answers")) {
                String key = table.equals("requests") ? "id" : "request_id";
                assertThat(records.texts(
                                "select distinct tableoid::regclass from %s where %s = cast(? as uuid)"
                                        .formatted(table, key),
                                id.toString()))
                        .containsExactly(table + "_" + monday);
                assertThat(records.count("select count(*) from %s_default".formatted(table)))
                        .isZero();
            }
        }
    }
}
