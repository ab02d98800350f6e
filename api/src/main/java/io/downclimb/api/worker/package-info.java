@NullMarked
package io.downclimb.api.worker;

import org.jspecify.annotations.NullMarked;
