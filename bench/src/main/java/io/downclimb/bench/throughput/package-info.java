/** The bench itself: latency, throughput, CPU and memory of each contender, in turns. */
@NullMarked
package io.downclimb.bench.throughput;

import org.jspecify.annotations.NullMarked;
