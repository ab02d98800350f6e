package io.downclimb.incident;

import com.fasterxml.jackson.databind.JsonNode;
import io.downclimb.workflows.policy.CanonicalJson;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A policy as it stands in a file: its canonical document, and the hash of that. The document is kept as it is, since a later version may have fields in
 * it that this one does not know, which its hash covers.
 */
record PolicyLine(String hash, JsonNode policy) {
    /**
     * The line of a document.
     *
     * @throws IllegalArgumentException where the document does not have this hash, or is no policy
     */
    static PolicyLine of(String hash, String document) {
        byte[] text = document.getBytes(StandardCharsets.UTF_8);
        try {
            PolicyLine line = new PolicyLine(hash, IncidentJson.read(text, text.length, JsonNode.class));
            line.checked();
            return line;
        } catch (IOException e) {
            throw new IllegalArgumentException("the document of policy %s is no policy".formatted(hash), e);
        }
    }

    /** The policy, which is what its hash says. */
    Policy checked() throws IOException {
        JsonNode canonical = CanonicalJson.sorted(policy);
        String real = Sha256.of(IncidentJson.write(canonical));
        if (!real.equals(hash)) {
            throw new IllegalArgumentException(
                    "policy %s has a document whose hash is %s: it was changed".formatted(hash, real));
        }
        Policy read = IncidentJson.convert(policy, Policy.class);
        Plausible.check(read);
        return read;
    }
}
