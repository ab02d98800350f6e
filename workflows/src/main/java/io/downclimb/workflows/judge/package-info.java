@NullMarked
package io.downclimb.workflows.judge;

import org.jspecify.annotations.NullMarked;
