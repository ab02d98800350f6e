@NullMarked
package io.downclimb.bench.mock;

import org.jspecify.annotations.NullMarked;
