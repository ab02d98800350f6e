@NullMarked
package io.downclimb.workflows.activity;

import org.jspecify.annotations.NullMarked;
