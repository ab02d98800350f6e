/** One request's story: what was known at each step, what was decided and why, and what was left of the time. */
@NullMarked
package io.downclimb.incident.story;

import org.jspecify.annotations.NullMarked;
