package io.downclimb.api.request;

import io.downclimb.db.AnswerRepository;
import io.downclimb.db.RequestRow;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;

/** The replies of requests that are concluded by whoever accepted them, without a workflow. */
@Singleton
class DoorReplies {
    private final Waiters waiters;
    private final AnswerRepository answers;
    private final Replies replies;

    DoorReplies(Waiters waiters, AnswerRepository answers, Replies replies) {
        this.waiters = waiters;
        this.answers = answers;
        this.replies = replies;
    }

    /** The reply after a conclusion: as the listeners were told, or what stands where another conclusion was first. */
    Reply after(RequestRow request, Runnable conclude) {
        CompletableFuture<Waiters.News> waiter = waiters.expect(request.id());
        try {
            conclude.run();
        } finally {
            waiters.leave(request.id(), waiter);
        }
        Waiters.News news = waiter.isDone()
                ? waiter.join()
                : new Waiters.News(answers.findByRequestId(request.id()).orElseThrow(), null);
        return replies.concluded(request, news.answer(), news.content());
    }
}
