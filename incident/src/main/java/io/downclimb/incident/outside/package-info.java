/**
 * Incidents from elsewhere: public timelines of outages and load traces, made into an incident that a what-if can be run over. What providers do
 * in it is a model, and says so.
 */
@NullMarked
package io.downclimb.incident.outside;

import org.jspecify.annotations.NullMarked;
