package io.downclimb.embedded;

/** Closes a server when the JVM ends normally and nobody did so before. */
final class LastWill {
    private final Thread hook;

    private LastWill(Thread hook) {
        this.hook = hook;
    }

    static LastWill of(String name, Runnable close) {
        Thread hook = new Thread(close, "close-" + name);
        Runtime.getRuntime().addShutdownHook(hook);
        return new LastWill(hook);
    }

    void revoke() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The JVM is ending: the hook runs or has run, and closing twice does no harm.
        }
    }
}
