package io.downclimb.activities.provider;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** What the network has to say about a call under way. */
sealed interface Signal {
    /**
     * Status and headers.
     *
     * @param headers names in lower case
     */
    record Head(int status, Map<String, List<String>> headers) implements Signal {
        public Head {
            headers = Map.copyOf(headers);
        }

        boolean good() {
            return status >= 200 && status < 300;
        }
    }

    record Bytes(List<ByteBuffer> buffers) implements Signal {
        public Bytes {
            buffers = List.copyOf(buffers);
        }
    }

    /** The body has come to its end. */
    record End() implements Signal {}

    /** The connection did not come about, or broke. */
    record Broken(Throwable cause) implements Signal {}
}
