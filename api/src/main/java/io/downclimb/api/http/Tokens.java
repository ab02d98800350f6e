package io.downclimb.api.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The tokens that open the doors.
 *
 * @param hashes SHA-256 of each token, as 64 hexadecimal digits; none leaves the doors open, which is for loopback only
 */
public record Tokens(List<String> hashes) {
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    public Tokens {
        hashes = hashes.stream()
                .map(hash -> hash.strip().toLowerCase(Locale.ROOT))
                .toList();
        for (int index = 0; index < hashes.size(); index++) {
            if (!SHA_256.matcher(hashes.get(index)).matches()) {
                throw new IllegalArgumentException(
                        "downclimb.tokens[" + index + "] is not a SHA-256 hash: give the 64 hexadecimal digits of"
                                + " printf %s \"$TOKEN\" | sha256sum");
            }
        }
    }

    boolean open() {
        return hashes.isEmpty();
    }

    /** Compares with every hash, each in constant time, so that the time taken tells nothing. */
    boolean accept(String token) {
        byte[] given = sha256(token);
        boolean accepted = false;
        for (String hash : hashes) {
            accepted |= MessageDigest.isEqual(HexFormat.of().parseHex(hash), given);
        }
        return accepted;
    }

    private static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
