package dev.solera.vrrp.internal.engine;

import static dev.solera.vrrp.internal.engine.Lab.MS;
import static dev.solera.vrrp.internal.engine.Lab.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.api.VrrpState;
import dev.solera.api.VrrpYield;
import dev.solera.spi.Pulse;
import org.junit.jupiter.api.Test;

/** A node that cannot serve offers its place; one that merely slept does not. */
class PermitTest {
    private static final long T0 = Long.MAX_VALUE - SECOND / 2;
    private final Permit permit = new Permit();
    private final FakePulse core = new FakePulse("core writer", T0);

    private String judgeAll(long from, long to) {
        String last = null;
        for (long at = from; at - to <= 0; at += 50 * MS) {
            last = permit.judge(at);
        }
        return last;
    }

    @Test
    void whoBeatsMayServe() {
        permit.add(core);
        for (int i = 0; i < 100; i++) {
            core.beat = T0 + i * 100 * MS;
            assertThat(permit.judge(core.beat + 50 * MS)).isNull();
        }
    }

    @Test
    void whoHasStoppedIsNamedAfterThePermitAndForgivenWhenItBeats() {
        permit.add(core);
        permit.judge(T0);
        assertThat(judgeAll(T0, T0 + SECOND)).isNull();
        assertThat(judgeAll(T0 + SECOND, T0 + SECOND + 50 * MS)).isEqualTo("core writer has not moved for 1050 ms");
        assertThat(judgeAll(T0 + SECOND, T0 + 9 * SECOND))
                .as("once in words")
                .isEqualTo("core writer has not moved for 1050 ms");
        core.beat = T0 + 9 * SECOND;
        assertThat(permit.judge(T0 + 9 * SECOND + 50 * MS)).isNull();
    }

    @Test
    void whoIsGoneIsNotWaitedFor() {
        permit.add(core);
        assertThat(permit.judge(T0)).isNull();
        core.gone = true;
        assertThat(permit.judge(T0 + MS)).isEqualTo("core writer is gone");
        core.gone = false;
        core.beat = T0 + 2 * MS;
        assertThat(permit.judge(T0 + 3 * MS)).isNull();
        permit.set(0, 0);
        core.gone = true;
        assertThat(permit.judge(T0 + 4 * MS)).as("nobody is asked for a permit").isNull();
    }

    @Test
    void aPermitOfZeroIsForAnyAge() {
        permit.set(0, 0);
        permit.add(core);
        assertThat(judgeAll(T0, T0 + 10 * SECOND)).isNull();
        permit.remove(core, T0 + 10 * SECOND);
        assertThat(judgeAll(T0 + 10 * SECOND, T0 + 20 * SECOND)).isNull();
        assertThat(permit.left(T0)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whoWasNeverThereIsNotWaitedFor() {
        assertThat(judgeAll(T0, T0 + 100 * SECOND)).isNull();
    }

    @Test
    void whoWasTakenBackMayBeMissingForTheGrace() {
        permit.add(core);
        permit.judge(T0);
        permit.remove(core, T0);
        assertThat(judgeAll(T0, T0 + 30 * SECOND)).isNull();
        assertThat(judgeAll(T0 + 30 * SECOND, T0 + 30 * SECOND + 50 * MS))
                .isEqualTo("core writer has been gone for more than 30 s");
        permit.add(new FakePulse("core writer", T0 + 31 * SECOND));
        assertThat(judgeAll(T0 + 31 * SECOND, T0 + 31 * SECOND)).isNull();
    }

    @Test
    void fewerLoopsAfterARestartAreNoLoss() {
        FakePulse first = new FakePulse("proxy event loop 1", T0);
        FakePulse second = new FakePulse("proxy event loop 2", T0);
        permit.add(first);
        permit.add(second);
        permit.remove(first, T0);
        permit.remove(second, T0);
        FakePulse again = new FakePulse("proxy event loop 1", T0 + SECOND);
        permit.add(again);
        again.beat = T0 + 60 * SECOND;
        assertThat(judgeAll(T0 + 59 * SECOND, T0 + 60 * SECOND)).isNull();
    }

    @Test
    void afterAGapOfTheOwnClockEverybodyHasAPermitsTimeAnew() {
        permit.add(core);
        permit.judge(T0);
        assertThat(judgeAll(T0 + 5 * SECOND, T0 + 6 * SECOND)).isNull();
        assertThat(judgeAll(T0 + 6 * SECOND, T0 + 6 * SECOND + 50 * MS)).startsWith("core writer has not moved");
    }

    @Test
    void aStuckCoreHandsThePlaceToThePeerWithinThePermitAndASkew() {
        Lab lab = new Lab();
        Host master = lab.host("10.9.0.1");
        Host backup = lab.host("10.9.0.2");
        FakePulse beating = new FakePulse("proxy event loop 1", lab.nanos());
        beating.clock = lab;
        FakePulse stuck = new FakePulse("core writer", lab.nanos());
        stuck.clock = lab;
        master.works.watch(beating);
        master.works.watch(stuck);
        master.apply(Specs.web(200).every(100).spec());
        backup.apply(Specs.web(100).every(100).spec());
        lab.runFor(2 * SECOND);
        stuck.clock = null;
        stuck.beat = lab.nanos();
        lab.runFor(SECOND + 61 * MS + 2 * Lab.DELAY);
        assertThat(backup.isMaster("web")).isTrue();

        lab.runFor(100 * MS);
        assertThat(master.report("web").why()).contains("core writer has not moved for 1000 ms");
        stuck.clock = lab;
        lab.runFor(SECOND);
        assertThat(master.isMaster("web")).isTrue();
        stuck.clock = null;
        backup.kill();
        lab.runFor(5 * SECOND);
        assertThat(master.state("web")).isEqualTo(VrrpState.MASTER);
        assertThat(master.report("web").yield()).as("without a peer it stays").isEqualTo(VrrpYield.ALONE);
    }

    @Test
    void anAddressThreadThatStandsStillMakesTheMasterOfferItsPlace() {
        Lab lab = new Lab();
        Host master = lab.host("10.9.0.1");
        master.apply(Specs.web(200).every(100).spec());
        lab.runFor(10 * SECOND);
        assertThat(master.isMaster("web")).isTrue();

        master.works.desk().post(() -> {
            // As if the kernel did not answer: the timer thread goes on, and nobody prolongs the lease.
            for (int i = 0; i < 40; i++) {
                lab.pass(100 * MS);
                master.works.loop().step();
            }
        });
        lab.runFor(100 * MS);
        assertThat(master.count("advert 0")).isOne();
        assertThat(master.troubles)
                .anyMatch(told -> told.matches("web: yields: address thread has not moved for 1[01].. ms"));
    }

    @Test
    void whenTheApplianceIsKnownToBeGoneThePeerHasThePlaceAfterASkew() {
        Lab lab = new Lab();
        Host master = lab.host("10.9.0.1");
        Host backup = lab.host("10.9.0.2");
        FakePulse appliance = new FakePulse("appliance", lab.nanos());
        appliance.clock = lab;
        master.works.watch(appliance);
        master.apply(Specs.web(200).every(100).spec());
        backup.apply(Specs.web(100).every(100).spec());
        lab.runFor(2 * SECOND);
        appliance.gone = true;
        master.works.judge();
        lab.runFor(61 * MS + 2 * Lab.DELAY);
        assertThat(backup.isMaster("web")).isTrue();
        lab.runFor(MS);
        assertThat(master.report("web").why()).contains("appliance is gone");
    }

    private static final class FakePulse implements Pulse {
        private final String name;
        long beat;
        boolean gone;
        Lab clock;

        FakePulse(String name, long beat) {
            this.name = name;
            this.beat = beat;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long lastBeatNanos() {
            if (clock != null) {
                beat = clock.nanos();
            }
            return beat;
        }

        @Override
        public boolean isGone() {
            return gone;
        }
    }
}
