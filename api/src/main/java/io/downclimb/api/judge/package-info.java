/** Has answers judged once they have left. */
@NullMarked
package io.downclimb.api.judge;

import org.jspecify.annotations.NullMarked;
