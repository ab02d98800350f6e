@NullMarked
package io.downclimb.api.config;

import org.jspecify.annotations.NullMarked;
