package io.downclimb.workflows.status;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a poller knows of its page. Times are in ms since 1970, 0 for never.
 *
 * <p>A single failed poll keeps the last reading, with its age. After {@value #FAILURES} failed polls in a row, or three minutes without a
 * good reading, the page is UNKNOWN.
 *
 * @param origin which address gave the last reading; null: the next poll asks unconditionally
 * @param read the last reading, by provider
 * @param readAt when it was read
 * @param askedAt when the page was last asked
 * @param failures failed polls in a row
 * @param refusals those at the end of the row that were refusals, which are waited out longer and longer
 * @param failingSince when the first of the failures was
 */
public record PollMemory(
        @Nullable Origin origin,
        Map<String, StatusNews> read,
        long readAt,
        long askedAt,
        int failures,
        int refusals,
        long failingSince) {
    public static final int FAILURES = 3;
    public static final Duration OLD = Duration.ofMinutes(3);
    public static final PollMemory FRESH = new PollMemory(null, Map.of(), 0, 0, 0, 0, 0);

    /**
     * Where a reading came from.
     *
     * @param since since when this address is the one that answers; kept while it goes on answering
     * @param validators of the page, and where its kind has a second part, of that
     * @param hash of what was read: a 304 stands for this and nothing else
     */
    public record Origin(URI url, long since, List<Validator> validators, String hash) {
        public Origin {
            validators = List.copyOf(validators);
        }
    }

    public PollMemory {
        read = Map.copyOf(read);
    }

    /** After a poll that was answered. A level whose beginning the page does not tell began when it was first seen. */
    public PollMemory read(URI url, List<Validator> validators, String hash, Map<String, StatusNews> news, long now) {
        Origin before = origin;
        long since = before != null && before.url().equals(url) && !PollSchedule.isOver(before.since(), now)
                ? before.since()
                : now;
        Map<String, StatusNews> dated = new HashMap<>();
        news.forEach((provider, said) ->
                dated.put(provider, new StatusNews(said.level(), since(said, read.get(provider), now), now)));
        return new PollMemory(new Origin(url, since, validators, hash), dated, now, now, 0, 0, 0);
    }

    private static long since(StatusNews said, @Nullable StatusNews before, long now) {
        if (said.since() > 0) {
            return Math.min(said.since(), now);
        }
        return before != null && before.level() == said.level() ? before.since() : now;
    }

    /** After a poll that brought nothing. */
    public PollMemory failed(boolean refused, long now) {
        return new PollMemory(
                origin,
                read,
                readAt,
                now,
                failures + 1,
                refused ? refusals + 1 : 0,
                failures == 0 ? now : failingSince);
    }

    /** What is read next is read whole: it is to be understood in another way than before. */
    PollMemory unconditional() {
        return new PollMemory(null, read, readAt, askedAt, failures, refusals, failingSince);
    }

    /** What can be said of a provider now. */
    public StatusNews news(String provider, long now) {
        StatusNews last = read.get(provider);
        if (last == null) {
            return new StatusNews(StatusLevel.UNKNOWN, failures == 0 ? now : failingSince, now);
        }
        if (failures >= FAILURES || now - readAt > OLD.toMillis()) {
            return new StatusNews(
                    StatusLevel.UNKNOWN,
                    last.level() == StatusLevel.UNKNOWN ? last.since() : failures > 0 ? failingSince : readAt,
                    now);
        }
        return last;
    }
}
