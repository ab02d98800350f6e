package io.downclimb.workflows.activity;

import io.downclimb.workflows.judge.JudgeOrder;
import io.downclimb.workflows.judge.Judgement;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** Asks a model what another model's answer is worth. */
@ActivityInterface
public interface Judges {
    /** Asks once, stores what was said, and tells this node's tally. A judge that fails gives a judgement without a score. */
    @ActivityMethod(name = "Judge")
    Judgement judge(JudgeOrder order);
}
