/** How fast an incident is asked what another policy would have done. */
@NullMarked
package io.downclimb.bench.whatif;

import org.jspecify.annotations.NullMarked;
