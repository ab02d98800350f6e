package io.downclimb.activities.provider;

/** The wire formats that Downclimb speaks to providers. */
public enum Api {
    OPENAI_CHAT("openai-chat"),
    ANTHROPIC_MESSAGES("anthropic-messages"),
    GEMINI("gemini");

    private final String key;

    Api(String key) {
        this.key = key;
    }

    /** The format's name in the configuration. */
    public String key() {
        return key;
    }
}
