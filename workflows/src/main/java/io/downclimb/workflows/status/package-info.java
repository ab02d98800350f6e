@NullMarked
package io.downclimb.workflows.status;

import org.jspecify.annotations.NullMarked;
