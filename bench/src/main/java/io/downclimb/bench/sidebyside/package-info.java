/** Contenders that are all up at once and take turns of a few seconds: for ratios that a machine whose speed changes by the minute does not blur. */
@NullMarked
package io.downclimb.bench.sidebyside;

import org.jspecify.annotations.NullMarked;
