@NullMarked
package io.downclimb.dev;

import org.jspecify.annotations.NullMarked;
