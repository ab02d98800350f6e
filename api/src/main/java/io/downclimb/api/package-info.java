@NullMarked
package io.downclimb.api;

import org.jspecify.annotations.NullMarked;
