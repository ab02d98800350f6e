@NullMarked
package io.downclimb.bench;

import org.jspecify.annotations.NullMarked;
