@NullMarked
package io.downclimb.workflows;

import org.jspecify.annotations.NullMarked;
