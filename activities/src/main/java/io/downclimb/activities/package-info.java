@NullMarked
package io.downclimb.activities;

import org.jspecify.annotations.NullMarked;
