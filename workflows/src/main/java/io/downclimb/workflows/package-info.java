/** The core: contracts and durable decisions. Depends on Temporal, and on nothing of Micronaut or JDBC. */
@NullMarked
package io.downclimb.workflows;

import org.jspecify.annotations.NullMarked;
