@NullMarked
package io.downclimb.api.status;

import org.jspecify.annotations.NullMarked;
