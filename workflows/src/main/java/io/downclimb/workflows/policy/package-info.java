@NullMarked
package io.downclimb.workflows.policy;

import org.jspecify.annotations.NullMarked;
