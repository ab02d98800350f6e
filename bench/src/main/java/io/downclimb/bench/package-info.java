/** The benches: the same load against Downclimb, its floor and its peers, on one machine, in one run. */
@NullMarked
package io.downclimb.bench;

import org.jspecify.annotations.NullMarked;
