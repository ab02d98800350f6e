package io.downclimb.incident.whatif;

/** What providers do to calls. The same question has the same answer: randomness comes with it. Used by several runs at once. */
@FunctionalInterface
public interface ProviderModel {
    Reply reply(Ask ask);
}
