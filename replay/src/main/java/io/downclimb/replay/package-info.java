/** The incident kit for a test class path: replays an incident's histories with the workflows as they are, and asserts what it was. */
@NullMarked
package io.downclimb.replay;

import org.jspecify.annotations.NullMarked;
