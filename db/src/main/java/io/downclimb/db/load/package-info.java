/** Fills the tables, to see what a full store costs. Never used by a node. */
@NullMarked
package io.downclimb.db.load;

import org.jspecify.annotations.NullMarked;
