package io.downclimb.api.config;

import java.nio.file.Path;

/**
 * What every part of the reading shares.
 *
 * @param base the folder that relative paths start from
 */
record Reading(Mistakes mistakes, Environment environment, Path base) {}
