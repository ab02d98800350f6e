@NullMarked
package io.downclimb.bench.throughput;

import org.jspecify.annotations.NullMarked;
