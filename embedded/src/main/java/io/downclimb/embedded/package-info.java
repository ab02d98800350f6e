/**
 * A real PostgreSQL and a real Temporal server as child processes, for the dev command and the tests: no container engine,
 * nothing to install. Not part of the production image.
 */
@NullMarked
package io.downclimb.embedded;

import org.jspecify.annotations.NullMarked;
