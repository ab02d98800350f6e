/** {@code downclimb calibrate}: which settings of a breaker fit the user's own records. */
@NullMarked
package io.downclimb.api.calibrate;

import org.jspecify.annotations.NullMarked;
