/** Back-pressure: how many requests this node starts at once, who waits, and who is turned away. */
@NullMarked
package io.downclimb.api.admission;

import org.jspecify.annotations.NullMarked;
