@NullMarked
package io.downclimb.activities.breaker;

import org.jspecify.annotations.NullMarked;
