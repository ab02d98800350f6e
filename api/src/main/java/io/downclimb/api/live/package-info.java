/** Streams towards callers: what was sent against what comes anew, and how much of it may wait. */
@NullMarked
package io.downclimb.api.live;

import org.jspecify.annotations.NullMarked;
