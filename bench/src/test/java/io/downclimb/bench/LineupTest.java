package io.downclimb.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.bench.contender.Contender;
import io.downclimb.bench.contender.Downclimb;
import io.downclimb.bench.contender.Store;
import org.junit.jupiter.api.Test;

class LineupTest {
    @Test
    void eachWayOfCallingHasANameAndALabelOfItsOwn() {
        assertThat(new Downclimb(Store.Kind.DEV, Downclimb.Way.INLINE))
                .returns("downclimb-dev", Contender::name)
                .returns("Downclimb (dev store, inline)", Contender::label);
        assertThat(new Downclimb(Store.Kind.DEV, Downclimb.Way.ACTIVITY))
                .returns("downclimb-dev-activity", Contender::name)
                .returns("Downclimb (dev store, activity)", Contender::label);
        assertThat(new Downclimb(Store.Kind.POSTGRES, Downclimb.Way.INLINE))
                .returns("downclimb-postgres", Contender::name)
                .returns("Downclimb (Postgres, inline)", Contender::label);
    }
}
