/**
 * How the verbs read what stands behind them, and how they fail. {@code CommandSyntax} says what a verb takes, {@code CommandLine} what it was
 * given, {@code CommandFailure} why it did not do it.
 *
 * <p>This is code of our own, since picocli 4.7 adds a quarter of a second to each start (measured on two slow cores), and its messages would have
 * to be written anew.
 */
@NullMarked
package io.downclimb.api.command;

import org.jspecify.annotations.NullMarked;
