@NullMarked
package io.downclimb.incident.whatif;

import org.jspecify.annotations.NullMarked;
