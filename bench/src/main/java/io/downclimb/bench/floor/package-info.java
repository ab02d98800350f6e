/** The least a durable request can cost: a bare one-activity workflow behind a bare door. */
@NullMarked
package io.downclimb.bench.floor;

import org.jspecify.annotations.NullMarked;
