package io.downclimb.api.config;

import io.downclimb.workflows.policy.StatusShift;

/** Reads {@code status-shift} of a route: what a bad status page may move away. */
final class StatusShiftReader {
    private StatusShiftReader() {}

    /** The default where the key is absent, or once mistakes are told; nothing where it is off. */
    static StatusShift read(Section route) {
        StatusShift defaults = StatusShift.DEFAULT;
        Element at = route.member("status-shift");
        Switch.Position position = at == null ? Switch.Position.ON : Switch.read(at);
        return switch (position) {
            case ON -> {
                Section section = route.section("status-shift", Keys.STATUS_SHIFT);
                yield new StatusShift(
                        section.share("partial", defaults.partial()), section.share("major", defaults.major()));
            }
            case OFF -> StatusShift.NONE;
            case WRONG -> defaults;
        };
    }
}
