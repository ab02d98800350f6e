@NullMarked
package io.downclimb.bench.load;

import org.jspecify.annotations.NullMarked;
