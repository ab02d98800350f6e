@NullMarked
package io.downclimb.bench.sidebyside;

import org.jspecify.annotations.NullMarked;
