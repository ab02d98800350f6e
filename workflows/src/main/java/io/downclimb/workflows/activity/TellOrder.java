package io.downclimb.workflows.activity;

import io.downclimb.workflows.status.PollMemory;
import io.downclimb.workflows.status.StatusNews;
import io.downclimb.workflows.status.StatusPage;
import java.util.Map;

/**
 * Passes on what a page says.
 *
 * @param news by provider
 */
public record TellOrder(StatusPage page, PollMemory memory, Map<String, StatusNews> news) {
    public TellOrder {
        news = Map.copyOf(news);
    }
}
