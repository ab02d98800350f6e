@NullMarked
package io.downclimb.activities.judge;

import org.jspecify.annotations.NullMarked;
