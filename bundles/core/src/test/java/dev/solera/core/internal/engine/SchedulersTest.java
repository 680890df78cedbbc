package dev.solera.core.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.api.Pool;
import dev.solera.core.internal.PluginTable;
import dev.solera.core.internal.fakes.FakeScheduler;
import dev.solera.spi.Members;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SchedulersTest {
    private final PluginTable plugins = new PluginTable();
    private final List<String> faults = new ArrayList<>();
    private final Schedulers schedulers =
            new Schedulers(plugins, (pool, fault) -> faults.add(pool + ": " + fault), new PickWatch());

    @Test
    void aPoolUsesTheSchedulerItAsksForAndTheSameObjectAsLongAsNothingChanges() {
        plugins.add(FakeScheduler.inTurn("roundrobin"), "");
        plugins.add(FakeScheduler.inTurn("magic"), "");
        Schedulers.Use use = schedulers.use(pool("magic", "2"));
        assertThat(use.factory().name()).isEqualTo("magic");
        assertThat(use.arguments()).isEqualTo("2");
        assertThat(use.note()).isNull();
        assertThat(schedulers.use(pool("magic", "2")).factory()).isSameAs(use.factory());
    }

    @Test
    void aPoolFallsBackVisiblyWhileItsSchedulerIsGoneAndReturnsWithIt() {
        plugins.add(FakeScheduler.inTurn("roundrobin"), "");
        Schedulers.Use use = schedulers.use(pool("magic", "2"));
        assertThat(use.factory().name()).isEqualTo("roundrobin");
        assertThat(use.arguments()).as("the fallback does not take them").isEmpty();
        assertThat(use.note()).isEqualTo("scheduler magic is not installed");
        plugins.add(FakeScheduler.inTurn("magic"), "");
        assertThat(schedulers.use(pool("magic", "2")).factory().name()).isEqualTo("magic");
        assertThat(schedulers.use(pool("magic", "2")).note()).isNull();
    }

    @Test
    void evenWithoutTheFallbackAPoolServes() {
        assertThat(schedulers.use(pool("magic", "")).factory().name()).isEqualTo("in turn");
        assertThat(schedulers.use(pool("magic", "")).note()).isEqualTo("scheduler magic is not installed");
    }

    @Test
    void whatASchedulerDidWrongIsShownUntilItsPoolOrItsPlugInIsReplaced() {
        plugins.add(new FakeScheduler("magic", (members, before) -> null), "");
        schedulers.use(pool("magic", "")).factory().create(Members.none(), null);
        assertThat(faults).containsExactly("web: scheduler magic failing: create returned null");
        assertThat(schedulers.use(pool("magic", "")).note()).isEqualTo("scheduler magic failing: create returned null");
        schedulers.forgetAllBut(Set.of());
        assertThat(schedulers.use(pool("magic", "")).note()).isNull();
        schedulers.use(pool("magic", "")).factory().create(Members.none(), null);
        plugins.add(FakeScheduler.inTurn("magic"), "newer");
        assertThat(schedulers.use(pool("magic", "")).note()).isNull();
    }

    private static Pool pool(String scheduler, String arguments) {
        Duration any = Duration.ofSeconds(1);
        return new Pool(
                "web",
                scheduler,
                arguments,
                List.of(),
                List.of(),
                3,
                Duration.ZERO,
                new Pool.Timeouts(any, any, any),
                Pool.Availability.DEFAULT,
                null);
    }
}
