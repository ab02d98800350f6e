package io.downclimb.replay;

/** What a workflow can decide, of what leaves a trace in its history. */
enum Kind {
    /** A local activity: it runs next to the decision, and its marker is written when it is back. */
    STEP("the step %s"),
    ACTIVITY("the activity %s"),
    WAIT("a wait"),
    LABELS("search attributes"),
    RESULT("the workflow's result"),
    AGAIN("to continue as a new run");

    private final String words;

    Kind(String words) {
        this.words = words;
    }

    String words(String name) {
        return words.formatted(name);
    }
}
