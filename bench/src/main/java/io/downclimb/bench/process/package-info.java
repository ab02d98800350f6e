/** Child processes: started, measured and ended by their handle. */
@NullMarked
package io.downclimb.bench.process;

import org.jspecify.annotations.NullMarked;
