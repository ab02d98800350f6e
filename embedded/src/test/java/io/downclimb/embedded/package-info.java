@NullMarked
package io.downclimb.embedded;

import org.jspecify.annotations.NullMarked;
