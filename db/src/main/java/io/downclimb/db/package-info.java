@NullMarked
package io.downclimb.db;

import org.jspecify.annotations.NullMarked;
