/** A bare HTTP door on Netty, for the mock and the floor. */
@NullMarked
package io.downclimb.bench.http;

import org.jspecify.annotations.NullMarked;
