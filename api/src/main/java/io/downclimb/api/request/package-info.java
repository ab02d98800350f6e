@NullMarked
package io.downclimb.api.request;

import org.jspecify.annotations.NullMarked;
