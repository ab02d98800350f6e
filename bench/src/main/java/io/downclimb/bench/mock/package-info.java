/** The provider that everybody calls: fast, and broken on request. */
@NullMarked
package io.downclimb.bench.mock;

import org.jspecify.annotations.NullMarked;
