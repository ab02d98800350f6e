/** Simulation of detectors in virtual time: how often they trip for nothing, and how soon they notice what is wrong. */
@NullMarked
package io.downclimb.workflows.calibration;

import org.jspecify.annotations.NullMarked;
