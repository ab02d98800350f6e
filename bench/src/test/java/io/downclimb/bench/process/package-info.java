@NullMarked
package io.downclimb.bench.process;

import org.jspecify.annotations.NullMarked;
