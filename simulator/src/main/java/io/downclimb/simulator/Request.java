package io.downclimb.simulator;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request, apart from the connection that brought it.
 *
 * @param path its segments, decoded
 * @param query the first value of each parameter
 * @param headers by lower-case name
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Request(String method, List<String> path, Map<String, String> query, Map<String, String> headers, byte[] body) {

    static Request of(FullHttpRequest http) {
        QueryStringDecoder uri = new QueryStringDecoder(http.uri());
        Map<String, String> query = new TreeMap<>();
        uri.parameters().forEach((name, values) -> query.put(name, values.getFirst()));
        Map<String, String> headers = new TreeMap<>();
        http.headers()
                .forEach(header -> headers.merge(
                        header.getKey().toLowerCase(Locale.ROOT),
                        header.getValue(),
                        (one, other) -> one + ", " + other));
        List<String> path = Arrays.stream(uri.path().split("/", -1))
                .filter(segment -> !segment.isEmpty())
                .toList();
        return new Request(http.method().name(), path, query, headers, ByteBufUtil.getBytes(http.content()));
    }

    @Nullable
    String header(String name) {
        return headers.get(name);
    }

    String describe() {
        return method + " /" + String.join("/", path);
    }
}
