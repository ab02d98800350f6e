@NullMarked
package io.downclimb.bench.million;

import org.jspecify.annotations.NullMarked;
