package io.downclimb.simulator;

/** How an answer is given, and how giving it goes wrong: in one piece ({@link WholeVoice}) or as a stream. */
sealed interface Voice permits StreamedVoice, WholeVoice {
    /** The whole answer. */
    void speak(Answer answer, Simulator.Pace pace);

    /** Headers at once, the answer after {@code ms}. */
    void hesitate(Answer answer, long ms);

    /** Some of the answer, then nothing. */
    void stall(Answer answer, int afterTokens);

    /** Some of the answer, then the connection closes. */
    void cut(Answer answer, int afterTokens);

    /** Something that is not JSON. */
    void garble(Answer answer, int atToken, boolean thenContinue, String quoted);

    /** All of the answer without its proper end. */
    void trailOff(Answer answer, boolean withFinishReason);

    /** Some of the answer, then an error. */
    void fail(Answer answer, int afterTokens, Fault.Status error);
}
