@NullMarked
package io.downclimb.activities.validation;

import org.jspecify.annotations.NullMarked;
