package dev.solera.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.core.internal.fakes.FakeScheduler;
import dev.solera.spi.SchedulerFactory;
import org.junit.jupiter.api.Test;

class PluginTableTest {
    private final PluginTable plugins = new PluginTable();
    private final SchedulerFactory own = FakeScheduler.inTurn("leastconn");
    private final SchedulerFactory strangers = FakeScheduler.inTurn("leastconn");

    @Test
    void ofTwoWithOneNameTheLastIsUsedAndTheOtherAgainWhenItGoes() {
        plugins.add(own, "ours");
        plugins.add(strangers, "theirs");
        assertThat(plugins.scheduler("leastconn")).isSameAs(strangers);
        assertThat(plugins.schedulerProvider("leastconn")).isEqualTo("theirs");

        plugins.remove(strangers);
        assertThat(plugins.scheduler("leastconn")).isSameAs(own);

        plugins.remove(own);
        assertThat(plugins.scheduler("leastconn")).isNull();
        assertThat(plugins.schedulers()).isEmpty();
    }
}
