@NullMarked
package io.downclimb.api.http;

import org.jspecify.annotations.NullMarked;
