@NullMarked
package io.downclimb.activities.provider;

import org.jspecify.annotations.NullMarked;
