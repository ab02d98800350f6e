/** The load generator: closed and open loops over keep-alive connections, every answer checked. */
@NullMarked
package io.downclimb.bench.load;

import org.jspecify.annotations.NullMarked;
