package io.downclimb.api.calibrate;

import java.util.ArrayList;
import java.util.List;

/** A row of a {@link Table}. */
record Row(List<String> cells) {
    Row {
        cells = List.copyOf(cells);
    }

    /** With more cells, where they are wanted. */
    Row with(boolean wanted, String... more) {
        if (!wanted) {
            return this;
        }
        List<String> all = new ArrayList<>(cells);
        all.addAll(List.of(more));
        return new Row(all);
    }
}
