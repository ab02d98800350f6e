@NullMarked
package io.downclimb.simulator;

import org.jspecify.annotations.NullMarked;
