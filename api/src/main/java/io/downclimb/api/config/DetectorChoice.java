package io.downclimb.api.config;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The key {@code detector}, and which of the keys beside it belong to which detector.
 *
 * @param otherwise the detector where none is named
 * @param others keys of the detectors, by the word for each
 */
record DetectorChoice<K extends Enum<K>>(Map<String, K> words, K otherwise, Map<K, List<String>> others) {
    /** Null once a mistake is told: of the word itself, or of keys that belong to another detector. */
    @Nullable
    K read(Section section) {
        Scalar word = section.scalar("detector");
        if (word == null && section.member("detector") != null) {
            return null;
        }
        K chosen = word == null ? otherwise : word.choice(words);
        if (chosen == null) {
            return null;
        }
        boolean right = true;
        for (Map.Entry<String, K> other : words.entrySet()) {
            if (other.getValue() == chosen) {
                continue;
            }
            for (String key : Objects.requireNonNull(others.get(other.getValue()))) {
                right &= isAbsent(section, key, other.getKey());
            }
        }
        return right ? chosen : null;
    }

    private static boolean isAbsent(Section section, String key, String detector) {
        Element member = section.member(key);
        if (member == null) {
            return true;
        }
        Scalar single = member.isSingle() ? member.scalar() : null;
        member.mistake(
                single == null ? member.kind() : single.raw(),
                "belongs to the detector " + detector,
                "write detector: %s, or leave %s out".formatted(detector, key));
        return false;
    }
}
