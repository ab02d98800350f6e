/**
 * An incident as a file: what a stretch of time left behind (requests, attempts, breakers, histories), without prompts and answers. See
 * docs/incidents.md for the format.
 */
@NullMarked
package io.downclimb.incident;

import org.jspecify.annotations.NullMarked;
