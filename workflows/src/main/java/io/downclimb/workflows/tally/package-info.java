/** What a node counts of its calls and when it reports that to the breakers. Pure: time is an argument. */
@NullMarked
package io.downclimb.workflows.tally;

import org.jspecify.annotations.NullMarked;
