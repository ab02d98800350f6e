@NullMarked
package io.downclimb.bench.overload;

import org.jspecify.annotations.NullMarked;
