/** Who is measured, and how each is installed, started and asked. */
@NullMarked
package io.downclimb.bench.contender;

import org.jspecify.annotations.NullMarked;
