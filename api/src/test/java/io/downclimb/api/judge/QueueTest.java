package io.downclimb.api.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class QueueTest {
    @Test
    void whatIsMoreThanMayWaitIsDroppedAndCounted() throws Exception {
        Semaphore gate = new Semaphore(0);
        CountDownLatch done = new CountDownLatch(3);
        try (Queue queue = new Queue(1, 3, InstantSource.system())) {
            for (int n = 0; n < 3; n++) {
                assertThat(queue.offer(() -> {
                            gate.acquireUninterruptibly();
                            done.countDown();
                        }))
                        .isTrue();
            }
            assertThat(queue.offer(done::countDown)).isFalse();
            assertThat(queue.offer(done::countDown)).isFalse();
            assertThat(queue.dropped()).isEqualTo(2);
            gate.release(3);
            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void asManyAsAllowedAreUnderWayAtOnceAndNoMore() throws Exception {
        CyclicBarrier four = new CyclicBarrier(4);
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(48);
        try (Queue queue = new Queue(4, 200, InstantSource.system())) {
            for (int n = 0; n < 48; n++) {
                queue.offer(() -> {
                    most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                    meet(four);
                    underWay.decrementAndGet();
                    done.countDown();
                });
            }
            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(most.get()).isEqualTo(4);
    }

    private static void meet(CyclicBarrier others) {
        try {
            others.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void workThatFailsMakesRoomForOthers() throws Exception {
        CountDownLatch failed = new CountDownLatch(100);
        CountDownLatch done = new CountDownLatch(1);
        try (Queue queue = new Queue(1, 200, InstantSource.system())) {
            for (int n = 0; n < 100; n++) {
                queue.offer(() -> {
                    failed.countDown();
                    throw new IllegalStateException("as expected");
                });
            }
            assertThat(failed.await(20, TimeUnit.SECONDS)).isTrue();
            queue.offer(done::countDown);
            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }
}
