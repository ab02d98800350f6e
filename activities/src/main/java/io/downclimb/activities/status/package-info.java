@NullMarked
package io.downclimb.activities.status;

import org.jspecify.annotations.NullMarked;
