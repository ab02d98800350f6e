package io.downclimb.activities.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.workflows.breaker.BreakerView;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BreakerViewsTest {
    @Test
    void ofAProviderThatNobodyKnowsNothingIsOpen() {
        BreakerViews views = new BreakerViews();
        assertThat(views.of("unheard-of")).isEqualTo(BreakerView.unknown("unheard-of"));
        assertThat(views.all()).isEmpty();
    }

    @Property(tries = 50)
    void inWhateverOrderNewsComeTheNewestStands(@ForAll long seed) {
        BreakerViews views = new BreakerViews();
        List<Long> versions = LongStream.rangeClosed(1, 20).boxed().collect(Collectors.toList());
        Collections.shuffle(versions, new Random(seed));
        long newest = 0;
        for (long version : versions) {
            views.accept(Samples.view(version, Map.of()));
            newest = Math.max(newest, version);
            assertThat(views.of(Samples.PROVIDER).version()).isEqualTo(newest);
        }
    }

    @Test
    void ofTwoOfOneVersionTheLaterStands() {
        BreakerViews views = new BreakerViews();
        BreakerView undone = Samples.view(7, Map.of());
        BreakerView again = new BreakerView(
                undone.provider(),
                undone.scope(),
                undone.version(),
                undone.at() + 1,
                undone.circuits(),
                undone.baselines(),
                undone.status(),
                undone.retryShare(),
                undone.retryMinimum());
        views.accept(undone);
        views.accept(again);
        views.accept(undone);
        assertThat(views.of(Samples.PROVIDER)).isEqualTo(again);
    }
}
