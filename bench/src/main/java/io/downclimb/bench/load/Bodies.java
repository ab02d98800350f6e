package io.downclimb.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Request bodies, each with a question of its own, so that no cache anywhere hits, or all alike, so that one does. */
final class Bodies {
    private final String head;
    private final boolean alike;
    private long count;

    Bodies(String model, boolean alike) {
        this.alike = alike;
        head = "{\"model\":\"" + model
                + "\",\"messages\":[{\"role\":\"system\",\"content\":\"You answer questions about"
                + " orders.\"},{\"role\":\"user\",\"content\":\"Where is my order "
                + UUID.randomUUID() + "-";
    }

    byte[] next() {
        count += alike ? 0 : 1;
        return (head + count + "?\"}]}").getBytes(StandardCharsets.UTF_8);
    }
}
