@NullMarked
package io.downclimb.api.breaker;

import org.jspecify.annotations.NullMarked;
