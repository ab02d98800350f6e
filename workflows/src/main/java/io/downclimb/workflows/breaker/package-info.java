@NullMarked
package io.downclimb.workflows.breaker;

import org.jspecify.annotations.NullMarked;
