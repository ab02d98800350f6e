/** More load than there is capacity. */
@NullMarked
package io.downclimb.bench.overload;

import org.jspecify.annotations.NullMarked;
