/** Figures, tables and plots. */
@NullMarked
package io.downclimb.bench.report;

import org.jspecify.annotations.NullMarked;
