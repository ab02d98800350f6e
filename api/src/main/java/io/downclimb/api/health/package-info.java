@NullMarked
package io.downclimb.api.health;

import org.jspecify.annotations.NullMarked;
