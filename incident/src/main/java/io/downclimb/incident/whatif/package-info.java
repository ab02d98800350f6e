/**
 * What another policy would have done in an incident: the policy core (the way down the ladder, breakers, tallies) run in virtual time over the
 * incident's arrivals and what its providers did. See docs/incidents.md.
 */
@NullMarked
package io.downclimb.incident.whatif;

import org.jspecify.annotations.NullMarked;
