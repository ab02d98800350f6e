@NullMarked
package io.downclimb.workflows.request;

import org.jspecify.annotations.NullMarked;
