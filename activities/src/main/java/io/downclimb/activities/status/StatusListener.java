package io.downclimb.activities.status;

import io.downclimb.workflows.status.StatusNews;

/** Who hears what a status page says of a provider. */
@FunctionalInterface
interface StatusListener {
    void hear(String provider, StatusNews news);
}
