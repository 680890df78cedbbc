package dev.solera.vrrp.internal.machine;

import static dev.solera.api.VrrpState.*;
import static dev.solera.vrrp.internal.machine.Machines.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.api.VrrpYield;
import dev.solera.vrrp.internal.machine.Action.Announce;
import dev.solera.vrrp.internal.machine.Action.Yielding;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VrrpMachineTest {
    private static final long MS = 1_000_000L;
    /** Down interval of priority 1 at 1 s: 3 s and 255 / 256 s. */
    private static final long LISTENS = 3_996_093_750L;

    @Test
    void skewIsAPartOfASecondInVersion2() {
        // RFC 3768 section 6.1: Skew_Time (256 - Priority) / 256 s, Master_Down_Interval 3 * interval + Skew_Time
        assertThat(rules(2).skewNanos(100, 10 * SECOND)).isEqualTo(609_375_000L);
        assertThat(rules(2).downNanos(254, 10 * SECOND)).isEqualTo(30_007_812_500L);
    }

    @Test
    void skewIsAPartOfTheMastersIntervalInVersion3() {
        // RFC 9568 section 6.1: (256 - Priority) * Active_Adver_Interval / 256; measured on keepalived at 100 ms and 10
        // ms: 362 and 37 ms
        assertThat(rules(3).downNanos(100, 100 * MS)).isEqualTo(360_937_500L);
        assertThat(rules(3).downNanos(100, 10 * MS)).isEqualTo(36_093_750L);
    }

    @Test
    void version2LearnsNoInterval() {
        VrrpMachine machine = backup(rules(2), 100);
        machine.onAdvert(advert(200, HIGHER_ADDRESS, SECOND / 10), T0);
        assertThat(machine.activeIntervalNanos()).isEqualTo(SECOND);
        assertThat(machine.nanosToNext(T0)).isEqualTo(3_609_375_000L);
    }

    @Test
    void aMasterAdvertisesAtItsOwnIntervalNotTheLearntOne() {
        VrrpMachine machine = backup(100);
        machine.onAdvert(advert(200, HIGHER_ADDRESS, SECOND / 10), T0);
        machine.onTimer(T0 + SECOND);
        assertThat(machine.state()).isEqualTo(MASTER);
        assertThat(machine.activeIntervalNanos()).isEqualTo(SECOND);
        assertThat(machine.nanosToNext(T0 + SECOND)).isEqualTo(SECOND);
    }

    @Test
    void advertsKeepTheirBeatWhenTheTimerIsLate() {
        VrrpMachine machine = master(100);
        machine.onTimer(T0 + SECOND + 3 * MS);
        assertThat(machine.nanosToNext(T0 + SECOND + 3 * MS)).isEqualTo(SECOND - 3 * MS);
    }

    @Test
    void advertsMissedAltogetherAreNotMadeUpFor() {
        VrrpMachine machine = master(100);
        assertThat(machine.onTimer(T0 + 4 * SECOND)).containsExactly(send(100));
        assertThat(machine.nanosToNext(T0 + 4 * SECOND)).isEqualTo(SECOND);
    }

    @Test
    void moreMissingAdvertsMayBeAskedForThanThree() {
        MachineRules five =
                new MachineRules(3, OWN, SECOND, true, 0, 5, 0, true, false, false, AnnounceSchedule.DEFAULT);
        assertThat(backup(five, 100).nanosToNext(T0)).isEqualTo(5_609_375_000L);
    }

    @Test
    void ifTheMasterGivesUpWithinASkewSomebodyHasTheAddresses() {
        VrrpMachine machine = backup(rules(2), 100);
        machine.onAdvert(advert(0), T0);
        assertThat(machine.onTimer(T0 + 609_375_000L)).startsWith(send(100), BIND, FIVE);
    }

    @Test
    void aLowerMasterIsLeftAloneForThePreemptionDelay() {
        VrrpMachine machine = backup(preemptDelay(10 * SECOND), 100);
        for (int second = 0; second <= 9; second++) {
            assertThat(machine.onAdvert(advert(50), T0 + second * SECOND)).isEmpty();
            assertThat(machine.nanosToNext(T0 + second * SECOND)).isEqualTo(3_609_375_000L);
        }
        for (int second = 10; second <= 12; second++) {
            machine.onAdvert(advert(50), T0 + second * SECOND);
            assertThat(machine.onTimer(T0 + second * SECOND)).isEmpty();
        }
        assertThat(machine.onTimer(T0 + 9 * SECOND + 3_609_375_000L)).startsWith(send(100), BIND);
    }

    @Test
    void aDeadLowerMasterIsNotWaitedFor() {
        VrrpMachine machine = backup(preemptDelay(1000 * SECOND), 100);
        machine.onAdvert(advert(50), T0);
        assertThat(machine.onTimer(T0 + 3_609_375_000L)).startsWith(send(100), BIND);
    }

    @Test
    void aHigherMasterBetweenStartsThePreemptionDelayAgain() {
        VrrpMachine machine = backup(preemptDelay(10 * SECOND), 100);
        machine.onAdvert(advert(50), T0);
        machine.onAdvert(advert(200), T0 + 9 * SECOND);
        machine.onAdvert(advert(50), T0 + 11 * SECOND);
        assertThat(machine.nanosToNext(T0 + 11 * SECOND)).isEqualTo(3_609_375_000L);
    }

    @Test
    void theOwnerPreemptsWhateverTheFlagSays() {
        VrrpMachine machine = master(noPreempt(), 255);
        machine.onAdvert(advert(255), T0);
        machine.onAdvert(advert(254), T0 + SECOND);
        assertThat(machine.onTimer(T0 + 3 * SECOND + SECOND / 256)).startsWith(send(255), BIND);
    }

    @Test
    void theStartWaitsForItsDelay() {
        VrrpMachine machine = new VrrpMachine(startupDelay(30 * SECOND), 255);
        assertThat(machine.start(T0)).isEmpty();
        assertThat(machine.onAdvert(advert(100), T0 + SECOND)).isEmpty();
        assertThat(machine.onTimer(T0 + 29 * SECOND)).isEmpty();
        assertThat(machine.onTimer(T0 + 30 * SECOND))
                .containsExactly(
                        send(255), BIND, FIVE, become(INIT, MASTER, "started, delay over, owns the addresses"));
    }

    @Test
    void aChangedPriorityMovesTheTimerByTheSkewAlone() {
        VrrpMachine machine = backup(100);
        machine.setPriority(228);
        assertThat(machine.nanosToNext(T0 + SECOND)).isEqualTo(2_109_375_000L);
        machine.onAdvert(advert(0), T0 + SECOND);
        machine.setPriority(100);
        assertThat(machine.nanosToNext(T0 + SECOND)).isEqualTo(609_375_000L);
    }

    @Test
    void aMasterAdvertisesItsChangedPriorityWithTheNextAdvert() {
        VrrpMachine machine = master(100);
        machine.setPriority(50);
        assertThat(machine.onTimer(T0 + SECOND)).containsExactly(send(50));
        assertThat(machine.onAdvert(advert(60), T0 + SECOND))
                .containsExactly(RELEASE, become(MASTER, BACKUP, "heard 10.9.0.2 at priority 60"));
    }

    @Test
    void aShorterIntervalTakesEffectAtOnceWithoutATransition() {
        VrrpMachine machine = master(100);
        machine.setRules(every(100 * MS), T0 + 200 * MS);
        assertThat(machine.nanosToNext(T0 + 200 * MS)).isEqualTo(100 * MS);
        assertThat(machine.onTimer(T0 + 300 * MS)).containsExactly(send(100));
        assertThat(machine.nanosToNext(T0 + 300 * MS)).isEqualTo(100 * MS);
    }

    @Test
    void aBackupGoesOnByTheMastersInterval() {
        VrrpMachine machine = backup(100);
        machine.onAdvert(advert(200), T0);
        machine.setRules(every(100 * MS), T0);
        assertThat(machine.nanosToNext(T0)).isEqualTo(3_609_375_000L);
    }

    @Test
    void aFaultGivesTheAddressesUpAndRecoversAsAfterAStart() {
        VrrpMachine machine = master(100);
        assertThat(machine.fault("eth0 is down"))
                .containsExactly(GIVE_UP, RELEASE, become(MASTER, FAULT, "eth0 is down"));
        assertThat(machine.fault("eth0 is gone")).isEmpty();
        assertThat(machine.onAdvert(advert(0), T0)).isEmpty();
        assertThat(machine.nanosToNext(T0)).isEqualTo(Long.MAX_VALUE);
        assertThat(machine.recover(T0)).containsExactly(become(FAULT, BACKUP, "recovered from: eth0 is gone"));
        assertThat(machine.recover(T0)).isEmpty();
        assertThat(machine.nanosToNext(T0)).isEqualTo(3_609_375_000L);
    }

    @Test
    void aFaultBeforeTheStartHoldsItBack() {
        VrrpMachine machine = init(100);
        assertThat(machine.fault("eth0 is down")).isEmpty();
        assertThat(machine.start(T0)).containsExactly(become(INIT, FAULT, "eth0 is down"));
        assertThat(machine.stop()).containsExactly(become(FAULT, INIT, "stopped"));
        assertThat(machine.recover(T0)).isEmpty();
        assertThat(machine.start(T0)).containsExactly(become(INIT, BACKUP, "started"));
    }

    @Test
    void aYieldGivesUpOnceKeepsTheAddressesAndListens() {
        VrrpMachine machine = master(100);
        assertThat(machine.yieldPlace("core is stuck", T0))
                .containsExactly(GIVE_UP, new Yielding(VrrpYield.LISTENING, "core is stuck"));
        assertThat(machine.yieldPlace("core is stuck", T0)).isEmpty();
        assertThat(machine.state()).isEqualTo(MASTER);
        assertThat(machine.nanosToNext(T0)).isEqualTo(LISTENS);
        assertThat(machine.onAdvert(advert(0), T0 + SECOND)).isEmpty();
    }

    @Test
    void aYieldEndsAsBackupWhenSomebodyTakesOver() {
        VrrpMachine machine = master(200);
        machine.yieldPlace("core is stuck", T0);
        assertThat(machine.onAdvert(advert(50), T0 + SECOND))
                .containsExactly(
                        RELEASE, become(MASTER, BACKUP, "yielded (core is stuck), 10.9.0.2 at priority 50 took over"));
        assertThat(machine.nanosToNext(T0 + SECOND)).isEqualTo(LISTENS);
        machine.onAdvert(advert(50), T0 + 2 * SECOND);
        machine.endYield(T0 + 2 * SECOND);
        assertThat(machine.nanosToNext(T0 + 2 * SECOND)).isEqualTo(3 * SECOND + 56 * SECOND / 256);
    }

    @Test
    void aYieldEndsAsMasterAtPriority1WhenNobodyTakesOver() {
        VrrpMachine machine = master(200);
        machine.yieldPlace("core is stuck", T0);
        assertThat(machine.onTimer(T0 + LISTENS - 1)).isEmpty();
        assertThat(machine.onTimer(T0 + LISTENS))
                .containsExactly(send(1), new Yielding(VrrpYield.ALONE, "core is stuck"));
        assertThat(machine.effectivePriority()).isEqualTo(1);
        assertThat(machine.onTimer(T0 + LISTENS + SECOND)).containsExactly(send(1));
        assertThat(machine.onAdvert(advert(2), T0 + LISTENS + SECOND))
                .containsExactly(RELEASE, become(MASTER, BACKUP, "heard 10.9.0.2 at priority 2"));
    }

    @Test
    void whenTheReasonToYieldIsGoneTheMasterSaysSoAtOnce() {
        for (long later : new long[] {SECOND, LISTENS}) {
            VrrpMachine machine = master(200);
            machine.yieldPlace("core is stuck", T0);
            machine.onTimer(T0 + later);
            assertThat(machine.endYield(T0 + later)).containsExactly(send(200), new Yielding(VrrpYield.NONE, ""));
            assertThat(machine.nanosToNext(T0 + later)).isEqualTo(SECOND);
        }
    }

    @Test
    void aYieldingBackupTakesOverOnlyAsTheLastOne() {
        VrrpMachine machine = backup(200);
        assertThat(machine.yieldPlace("pool web has no server", T0)).isEmpty();
        assertThat(machine.nanosToNext(T0)).isEqualTo(LISTENS);
        assertThat(machine.onTimer(T0 + LISTENS))
                .containsExactly(
                        send(1),
                        BIND,
                        FIVE,
                        become(BACKUP, MASTER, "no advert in time"),
                        new Yielding(VrrpYield.ALONE, "pool web has no server"));
    }

    @Test
    void aStopWhileListeningGivesUpNoSecondTime() {
        VrrpMachine machine = master(100);
        machine.yieldPlace("core is stuck", T0);
        assertThat(machine.stop()).containsExactly(RELEASE, become(MASTER, INIT, "stopped"));
    }

    @Test
    void announcementsComeTwiceOnTakingOver() {
        VrrpMachine machine = newMaster(rules(3), 100, T0);
        for (int second = 1; second <= 4; second++) {
            assertThat(machine.onTimer(T0 + second * SECOND)).containsExactly(send(100));
        }
        assertThat(machine.onTimer(T0 + 5 * SECOND)).containsExactly(send(100), FIVE);
        assertThat(machine.onTimer(T0 + 6 * SECOND)).containsExactly(send(100));
    }

    @Test
    void announcementsAreRefreshedWhenAskedFor() {
        VrrpMachine machine = newMaster(with(announce(3, 0, 2 * SECOND, 2, 0, 0)), 100, T0);
        assertThat(machine.onTimer(T0 + SECOND)).containsExactly(send(100));
        assertThat(machine.onTimer(T0 + 2 * SECOND)).containsExactly(send(100), new Announce(2));
        assertThat(machine.onTimer(T0 + 4 * SECOND)).containsExactly(send(100), new Announce(2));
    }

    @Test
    void aLowerMasterIsReportedOnceAndAnnouncedAgainstAgainWhenItHasGone() {
        VrrpMachine machine = master(with(announce(1, 0, 0, 1, 5, 5 * SECOND)), 100);
        assertThat(machine.onAdvert(advert(50), T0)).containsExactly(send(100), FIVE, other(50));
        assertThat(machine.onAdvert(advert(50), T0 + SECOND)).containsExactly(send(100), FIVE);
        machine.onTimer(T0 + 5 * SECOND);
        assertThat(machine.onTimer(T0 + 6 * SECOND)).containsExactly(send(100), FIVE);
        assertThat(machine.onAdvert(advert(50), T0 + 60 * SECOND)).containsExactly(send(100), FIVE, other(50));
    }

    @Test
    void theMasterJustRelievedIsNoNews() {
        VrrpMachine machine = newMaster(rules(3), 100, T0);
        assertThat(machine.onAdvert(advert(50), T0 + MS)).containsExactly(send(100));
        assertThat(machine.onAdvert(advert(50), T0 + SECOND)).containsExactly(send(100), FIVE, other(50));
    }

    @Test
    void aMasterThatStepsDownSaysALastWordSoThatTheOtherClaimsTheAddressesAnew() {
        assertThat(master(lastWord(), 100).onAdvert(advert(200), T0))
                .containsExactly(send(100), RELEASE, become(MASTER, BACKUP, "heard 10.9.0.2 at priority 200"));
    }

    @Test
    void aFloodOfLowerAdvertsMakesNoFloodOfAnnouncements() {
        VrrpMachine machine = master(100);
        machine.onAdvert(advert(50), T0);
        for (int i = 1; i < 500; i++) {
            assertThat(machine.onAdvert(advert(50), T0 + i * MS)).containsExactly(send(100));
        }
        assertThat(machine.onAdvert(advert(50), T0 + 500 * MS)).containsExactly(send(100), FIVE);
    }

    @Test
    void lowerAdvertsMayGoUnanswered() {
        assertThat(master(silent(), 100).onAdvert(advert(50), T0)).containsExactly(other(50));
    }

    @Test
    void announcementsEndWithBeingMaster() {
        VrrpMachine machine = master(100);
        machine.onAdvert(advert(200), T0);
        assertThat(machine.onTimer(T0 + 3 * SECOND)).isEmpty();
        assertThat(machine.nanosToNext(T0)).isEqualTo(3_609_375_000L);
    }

    @Test
    void anyOrderOfEventsKeepsAddressesAndStateInStep() {
        Random random = new Random(20260301);
        for (int round = 0; round < 300; round++) {
            VrrpMachine machine =
                    new VrrpMachine(List.of(rules(2), noPreempt(), lastWord()).get(round % 3), 1 + random.nextInt(255));
            boolean bound = false;
            long now = T0;
            for (int step = 0; step < 300; step++) {
                now += random.nextInt(2000) * MS;
                for (Action action : event(machine, random, now)) {
                    if (action instanceof Action.Bind) {
                        assertThat(bound).isFalse();
                        bound = true;
                    } else if (action instanceof Action.Release) {
                        assertThat(bound).isTrue();
                        bound = false;
                    }
                }
                assertThat(bound).isEqualTo(machine.state() == MASTER);
                assertThat(machine.yieldPhase() == VrrpYield.NONE || bound).isTrue();
                boolean takesPart = machine.state() == MASTER || machine.state() == BACKUP;
                assertThat(machine.nanosToNext(now) != Long.MAX_VALUE).isEqualTo(takesPart);
            }
        }
    }

    private static List<Action> event(VrrpMachine machine, Random random, long now) {
        return switch (random.nextInt(12)) {
            case 0 -> machine.start(now);
            case 1 -> random.nextInt(4) == 0 ? machine.stop() : List.of();
            case 2 -> random.nextInt(3) == 0 ? machine.fault("eth0 is down") : List.of();
            case 3 -> machine.recover(now);
            case 4 -> machine.yieldPlace("core is stuck", now);
            case 5 -> machine.endYield(now);
            case 6 -> {
                machine.setPriority(1 + random.nextInt(255));
                yield List.of();
            }
            case 7, 8 ->
                machine.onAdvert(
                        advert(random.nextInt(256), random.nextBoolean() ? HIGHER_ADDRESS : LOWER_ADDRESS), now);
            default -> machine.onTimer(now);
        };
    }
}
