package io.downclimb.api.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** Does a stream leave in order, as fast as it is taken and no faster, and within its bound? */
class OutletTest {
    private final AtomicInteger over = new AtomicInteger();
    private final Outlet outlet = new Outlet(10, over::incrementAndGet);

    private static final class Taker implements Subscriber<byte[]> {
        private final List<Integer> taken = new ArrayList<>();
        private String end = "";

        @Override
        public void onSubscribe(Subscription subscription) {}

        @Override
        public void onNext(byte[] piece) {
            taken.add((int) piece[0]);
        }

        @Override
        public void onError(Throwable failure) {
            end = "broken";
        }

        @Override
        public void onComplete() {
            end = "whole";
        }
    }

    private static byte[] piece(int number) {
        return new byte[] {(byte) number, 0};
    }

    /** Counts how many of its pieces were made. */
    private static final class Made implements Iterator<byte[]> {
        private final int until;
        private int made;

        private Made(int until) {
            this.until = until;
        }

        @Override
        public boolean hasNext() {
            return made < until;
        }

        @Override
        public byte[] next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return piece(++made);
        }
    }

    @Test
    void whatIsCutShortLeavesUpToThereAndThenItsLastWord() {
        Taker taker = new Taker();
        Made rest = new Made(100);
        outlet.offer(piece(7));
        outlet.finish(rest);
        outlet.subscribe(taker);
        outlet.request(2);
        outlet.endWith(piece(9));
        assertThat(taker.end).isEmpty();
        outlet.request(2);
        assertThat(taker.taken).containsExactly(7, 1, 9);
        assertThat(taker.end).isEqualTo("whole");
        assertThat(over).hasValue(1);
    }

    @Test
    void whatWasTakenToItsLastPieceIsNotCutShort() {
        Taker taker = new Taker();
        outlet.finish(new Made(1));
        outlet.subscribe(taker);
        outlet.request(5);
        outlet.endWith(piece(9));
        assertThat(taker.taken).containsExactly(1);
        assertThat(over).hasValue(1);
    }

    @Test
    void whatIsOfferedBeforeAnybodyTakesItLeavesInOrderAndTheRestIsMadeOnDemand() {
        Taker taker = new Taker();
        Made rest = new Made(3);
        outlet.offer(piece(7));
        outlet.offer(piece(8));
        outlet.finish(rest);
        outlet.subscribe(taker);
        assertThat(taker.taken).isEmpty();
        outlet.request(3);
        assertThat(taker.taken).containsExactly(7, 8, 1);
        assertThat(rest.made).isEqualTo(1);
        assertThat(taker.end).isEmpty();
        outlet.request(2);
        assertThat(taker.taken).containsExactly(7, 8, 1, 2, 3);
        assertThat(taker.end).isEqualTo("whole");
        assertThat(over).hasValue(1);
    }

    @Test
    void moreThanTheBoundIsRefused() {
        for (int number = 0; number < 5; number++) {
            assertThat(outlet.offer(piece(number))).isTrue();
        }
        assertThat(outlet.offer(piece(5))).isFalse();
        outlet.subscribe(new Taker());
        outlet.request(1);
        assertThat(outlet.offer(piece(6))).isTrue();
    }

    @Test
    void aRestThatCannotBeMadeIsNoEnd() {
        Taker taker = new Taker();
        outlet.subscribe(taker);
        outlet.finish(new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public byte[] next() {
                throw new IllegalStateException("cannot be made");
            }
        });
        outlet.request(1);
        assertThat(taker.end).isEqualTo("broken");
        assertThat(over).hasValue(1);
    }

    @Test
    void isStalledOnlyWhileSomethingWaitsThatNobodyTakes() {
        long later = System.nanoTime() + 1_000_000_000L;
        Taker taker = new Taker();
        outlet.offer(piece(1));
        assertThat(outlet.isStalled(later, 1_000))
                .as("nobody could have taken it")
                .isFalse();
        outlet.subscribe(taker);
        assertThat(outlet.isStalled(later, 1_000)).isTrue();
        assertThat(outlet.isStalled(later, 10_000_000_000L)).isFalse();
        outlet.request(2);
        assertThat(outlet.isStalled(later, 1_000)).isFalse();
        outlet.offer(piece(2));
        assertThat(outlet.isStalled(later, 1_000)).as("nothing waits").isFalse();
    }

    @Test
    void afterACancelNothingLeavesAndItIsToldOnce() {
        Taker taker = new Taker();
        outlet.subscribe(taker);
        outlet.cancel();
        outlet.discard();
        outlet.offer(piece(1));
        outlet.request(1);
        assertThat(taker.taken).isEmpty();
        assertThat(over).hasValue(1);
    }

    @Test
    void hasOneSubscriber() {
        outlet.subscribe(new Taker());
        assertThatThrownBy(() -> outlet.subscribe(new Taker())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void manyThreadsMayOfferAndTake() {
        Outlet shared = new Outlet(1_000_000, over::incrementAndGet);
        Taker taker = new Taker();
        shared.subscribe(taker);
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int thread = 0; thread < 8; thread++) {
            threads.add(CompletableFuture.runAsync(() -> {
                for (int number = 0; number < 1_000; number++) {
                    shared.offer(piece(1));
                    shared.request(1);
                }
            }));
        }
        threads.forEach(CompletableFuture::join);
        assertThat(taker.taken).hasSize(8_000);
        shared.finish(new Made(0));
        assertThat(taker.end).isEqualTo("whole");
    }
}
