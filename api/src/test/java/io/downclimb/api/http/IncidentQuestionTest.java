package io.downclimb.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downclimb.api.http.Problem.ProblemException;
import io.downclimb.api.incident.ExportOrder;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The parameters of an export: what they mean, and what is told of those that mean nothing. */
class IncidentQuestionTest {
    private static final UUID ID = UUID.fromString("01a1ffab-5206-7cf9-a2cb-ffcb38c1e064");

    @Test
    void whatIsLeftOutIsLeftOpen() {
        assertThat(IncidentQuestion.of(null, null, null, null, null, null))
                .isEqualTo(new ExportOrder(null, null, null, null, List.of(), false));
    }

    @Test
    void everyParameterIsRead() {
        assertThat(IncidentQuestion.of(
                        "2026-11-21T12:00:00Z", "1795264260000", "support", "claude", List.of(ID.toString()), "true"))
                .isEqualTo(new ExportOrder(
                        1_795_262_400_000L, 1_795_264_260_000L, "support", "claude", List.of(ID), true));
    }

    @ParameterizedTest
    @CsvSource({
        "from, yesterday",
        "from, -1",
        "from, 99999999999999",
        "from, +999999999-12-31T23:59:59Z",
        "until, 2026-11-21",
        "route, ' '",
        "provider, ' '",
        "request, 12",
        "contents, yes"
    })
    void whatCannotBeReadIsNamedWithItsFix(String param, String value) {
        assertThatThrownBy(() -> IncidentQuestion.of(
                        given("from", param, value),
                        given("until", param, value),
                        given("route", param, value),
                        given("provider", param, value),
                        param.equals("request") ? List.of(value) : null,
                        given("contents", param, value)))
                .isInstanceOfSatisfying(ProblemException.class, thrown -> {
                    assertThat(thrown.problem().type()).isEqualTo(ProblemType.INVALID_REQUEST);
                    assertThat(thrown.problem().param()).isEqualTo(param);
                    assertThat(thrown.problem().message())
                            .startsWith(param + " is ")
                            .contains(": give ");
                });
    }

    private static @Nullable String given(String name, String param, String value) {
        return name.equals(param) ? value : null;
    }

    @Test
    void aSpanThatEndsBeforeItBeginsIsRefused() {
        assertThatThrownBy(() -> IncidentQuestion.of("5", "5", null, null, null, null))
                .hasMessageContaining("until is 5, and from is 5");
    }

    @Test
    void tooManyIdsAreRefused() {
        List<String> many = Collections.nCopies(101, ID.toString());
        assertThatThrownBy(() -> IncidentQuestion.of(null, null, null, null, many, null))
                .hasMessageContaining("at most 100");
    }
}
