/** Whether many finished requests in the tables make the next one slower. */
@NullMarked
package io.downclimb.bench.million;

import org.jspecify.annotations.NullMarked;
