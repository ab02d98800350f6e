/** The steps of a request, as the workflow asks for them. */
@NullMarked
package io.downclimb.activities.request;

import org.jspecify.annotations.NullMarked;
