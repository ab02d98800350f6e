package io.downclimb.workflows.status;

/**
 * What a page says of the components that a provider depends on.
 *
 * @param level the worst of them; UNKNOWN where none can be told
 * @param since since when the page says so, in ms since 1970, as far as it tells; else when it was first seen
 * @param at when the page was read, in ms since 1970
 */
public record StatusNews(StatusLevel level, long since, long at) {
    public static final StatusNews UNKNOWN = new StatusNews(StatusLevel.UNKNOWN, 0, 0);
}
