package dev.solera.vrrp.internal.machine;

import static dev.solera.api.VrrpState.*;
import static dev.solera.vrrp.internal.machine.Machines.*;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a sync group and an operator may ask of a machine, and two owners of each other. */
class GroupedMachineTest {
    private static final long DOWN_100 = 3_609_375_000L;
    private static final long SKEW_100 = 609_375_000L;

    @Test
    void aMasterThatGivesUpSaysSoLetsGoAndWaitsAsAfterAStart() {
        VrrpMachine machine = master(100);
        assertThat(machine.giveUp("released", T0))
                .containsExactly(GIVE_UP, RELEASE, become(MASTER, BACKUP, "released"));
        assertThat(machine.nanosToDown(T0)).isEqualTo(DOWN_100);
        assertThat(machine.nanosToAdvert(T0)).isEqualTo(Long.MAX_VALUE);
        assertThat(machine.onTimer(T0 + DOWN_100)).startsWith(send(100), BIND);
    }

    @Test
    void aYieldingMasterThatGivesUpHasSaidSoAlready() {
        VrrpMachine machine = master(100);
        machine.yieldPlace("stuck", T0);
        assertThat(machine.giveUp("released", T0)).containsExactly(RELEASE, become(MASTER, BACKUP, "released"));
    }

    @Test
    void whoIsNotMasterHasNothingToGiveUp() {
        assertThat(backup(100).giveUp("released", T0)).isEmpty();
        assertThat(init(100).giveUp("released", T0)).isEmpty();
    }

    @Test
    void aBackupTakesOverAtOnceWhenItsGroupDoes() {
        VrrpMachine machine = backup(100);
        assertThat(machine.takeOver("a is MASTER", T0))
                .containsExactly(send(100), BIND, FIVE, become(BACKUP, MASTER, "a is MASTER"));
        assertThat(machine.takeOver("a is MASTER", T0)).isEmpty();
    }

    @Test
    void whoIsInFaultDoesNotTakeOver() {
        VrrpMachine machine = backup(100);
        machine.fault("eth0: no carrier");
        assertThat(machine.takeOver("a is MASTER", T0)).isEmpty();
    }

    @Test
    void whoIsHeldTriesAgainAfterAnIntervalAndASkew() {
        VrrpMachine machine = backup(100);
        machine.hold(T0);
        assertThat(machine.isHeld()).as("its timer still runs").isFalse();
        assertThat(machine.isAboutToLead(T0 + DOWN_100)).isTrue();
        machine.hold(T0 + DOWN_100);
        assertThat(machine.isHeld()).isTrue();
        assertThat(machine.nanosToDown(T0 + DOWN_100)).isEqualTo(SECOND + SKEW_100);
    }

    @Test
    void aMasterWithMoreRightEndsTheHold() {
        VrrpMachine machine = backup(100);
        machine.hold(T0 + DOWN_100);
        machine.onAdvert(advert(50), T0 + DOWN_100);
        assertThat(machine.isHeld()).as("a lower one does not count").isTrue();
        machine.onAdvert(advert(200), T0 + DOWN_100);
        assertThat(machine.isHeld()).isFalse();
        assertThat(machine.nanosToDown(T0 + DOWN_100)).isEqualTo(DOWN_100);
    }

    @Test
    void ofTwoOwnersTheGreaterAddressGivesWayOnlyIfTheOtherGoesOn() {
        VrrpMachine machine = master(255);
        for (int i = 0; i < 3; i++) {
            machine.onAdvert(advert(255, LOWER_ADDRESS), T0 + i * SECOND);
            assertThat(machine.state()).isEqualTo(MASTER);
            assertThat(machine.effectivePriority()).isEqualTo(255);
        }
        machine.onAdvert(advert(255, LOWER_ADDRESS), T0 + 3 * SECOND + SECOND / 5);
        assertThat(machine.state())
                .as("two own adverts and 1.2 intervals later")
                .isEqualTo(BACKUP);
        assertThat(machine.onTimer(T0 + 20 * SECOND))
                .as("when the other is silent")
                .startsWith(send(255), BIND);
        assertThat(machine.effectivePriority()).isEqualTo(255);
    }
}
