package io.downclimb.incident;

import io.downclimb.workflows.policy.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Takes files apart and puts others together, as someone with bad intentions would: digests and counts fit again where they are wanted to. */
final class Zips {
    private Zips() {}

    /** The entries of a file, by name, in order. */
    static SequencedMap<String, String> entries(byte[] zip) throws IOException {
        SequencedMap<String, String> entries = new LinkedHashMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip), StandardCharsets.UTF_8)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                entries.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return entries;
    }

    static byte[] zip(Map<String, String> entries) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return out.toByteArray();
    }

    /** A closing whose digests and counts fit these entries. */
    static void close(SequencedMap<String, String> entries) {
        entries.remove("closing.json");
        Map<String, String> digests = new LinkedHashMap<>();
        Map<String, Long> counts = new LinkedHashMap<>();
        entries.forEach((name, text) -> {
            digests.put(name, Sha256.of(text));
            Part part = Part.of(name);
            if (part != null && !part.isDocument()) {
                counts.merge(part.text(), text.lines().count(), Long::sum);
            }
        });
        Closing closing = new Closing(counts, digests, List.of(), 0, List.of());
        entries.put("closing.json", new String(IncidentJson.write(closing), StandardCharsets.UTF_8) + "\n");
    }
}
