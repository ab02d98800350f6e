package io.downclimb.activities.provider;

import java.util.function.Consumer;

/** Google's Gemini, {@code POST {base}/v1beta/models/{model}:streamGenerateContent?alt=sse}. */
final class Gemini implements Format {
    static final Gemini FORMAT = new Gemini();

    private Gemini() {}

    @Override
    public Outgoing encode(Call call) {
        throw new UnsupportedOperationException(call.model());
    }

    @Override
    public Assembler assembler(boolean asNative, Consumer<Delta> flow) {
        throw new UnsupportedOperationException("gemini, native " + asNative);
    }
}
