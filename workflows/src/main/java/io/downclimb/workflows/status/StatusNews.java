package io.downclimb.workflows.status;

import java.util.Collection;
import java.util.List;
import java.util.stream.LongStream;

/**
 * What a page says of the components that a provider depends on.
 *
 * @param level the worst of them; UNKNOWN where none can be told
 * @param since since when the page says so, in ms since 1970, as far as it tells; else when it was first seen
 * @param at when the page was read, in ms since 1970
 */
public record StatusNews(StatusLevel level, long since, long at) {
    public static final StatusNews UNKNOWN = new StatusNews(StatusLevel.UNKNOWN, 0, 0);

    /**
     * What several come to, by {@link StatusLevel#worst}. Bad since the first of those that are as bad; well only since the last of them
     * is well. A {@code since} of 0 is one that nobody told.
     */
    public static StatusNews worst(Collection<StatusNews> news) {
        StatusLevel level =
                StatusLevel.worst(news.stream().map(StatusNews::level).toList());
        List<StatusNews> decisive =
                news.stream().filter(one -> one.level == level).toList();
        LongStream told = decisive.stream().mapToLong(StatusNews::since).filter(since -> since > 0);
        long since = (level == StatusLevel.OPERATIONAL ? told.max() : told.min()).orElse(0);
        return new StatusNews(
                level, since, news.stream().mapToLong(StatusNews::at).min().orElse(0));
    }
}
