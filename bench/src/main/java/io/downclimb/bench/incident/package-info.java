/** The scripted incident. */
@NullMarked
package io.downclimb.bench.incident;

import org.jspecify.annotations.NullMarked;
