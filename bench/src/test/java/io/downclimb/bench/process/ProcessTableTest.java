package io.downclimb.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProcessTableTest {
    @Test
    void aCommandWithBracketsAndSpacesIsRead() {
        String line = "42 (post) gres: a) S 7 42 42 0 -1 4194560 100 200 0 0 11 5 3 1 20 0 1 0 12345 1000 100";

        assertThat(ProcessEntry.parse(line)).contains(new ProcessEntry(42, 7, "post) gres: a", 20));
    }

    @Test
    void aProcessThatHasEndedHasNoEntry() {
        assertThat(ProcessEntry.parse("")).isEmpty();
    }

    @Test
    void aGroupIsTheTreeBelowItsRootAsFarAsNamesFit() {
        ProcessTable table = new ProcessTable(List.of(
                entry(4, 3, "postgres"), entry(2, 1, "java"), entry(3, 2, "postgres"), entry(9, 1, "postgres")));

        assertThat(table.of(ProcessGroup.tree("all", 2)))
                .extracting(ProcessEntry::pid)
                .containsExactlyInAnyOrder(2L, 3L, 4L);
        assertThat(table.of(ProcessGroup.named("Postgres", 2, "postgres")))
                .extracting(ProcessEntry::pid)
                .containsExactlyInAnyOrder(3L, 4L);
    }

    @Test
    void whatWasUsedIsTheDifference() {
        assertThat(Meter.between(Map.of("service", 1.5), Map.of("service", 4.0, "Postgres", 2.0)))
                .containsEntry("service", 2.5)
                .containsEntry("Postgres", 2.0);
    }

    private static ProcessEntry entry(long pid, long parent, String command) {
        return new ProcessEntry(pid, parent, command, 0);
    }
}
