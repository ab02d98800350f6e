/** Incidents: what the node remembers of a stretch of time, written to a file, and the commands that read such files. */
@NullMarked
package io.downclimb.api.incident;

import org.jspecify.annotations.NullMarked;
