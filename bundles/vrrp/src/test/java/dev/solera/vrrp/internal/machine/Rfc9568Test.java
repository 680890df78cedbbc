package dev.solera.vrrp.internal.machine;

import static dev.solera.api.VrrpState.*;
import static dev.solera.vrrp.internal.machine.Machines.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.api.VrrpState;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 9568 section 6.4, one row a clause. The RFC's Active is MASTER. */
class Rfc9568Test {
    private static final long HALF = SECOND / 2;
    /** 3 s and a skew of (256 - 100) / 256 s. */
    private static final long DOWN = 3_609_375_000L;

    private static final long SKEW = 609_375_000L;

    @ParameterizedTest(name = "{0}")
    @MethodSource({"initialize", "backup", "active"})
    void clause(Row row) {
        assertThat(row.event.apply(row.given)).as("actions").isEqualTo(row.actions);
        assertThat(row.given.state()).as("state").isEqualTo(row.then);
        assertThat(row.given.nanosToNext(T0 + HALF)).as("next timer").isEqualTo(row.next);
    }

    static Stream<Row> initialize() {
        return Stream.of(
                new Row(
                        "6.4.1 Startup, Priority = 255: send an ADVERTISEMENT, announce each address,"
                                + " set the Adver_Timer to Advertisement_Interval, transition to Active",
                        init(255),
                        m -> m.start(T0 + HALF),
                        List.of(send(255), BIND, FIVE, become(INIT, MASTER, "started, owns the addresses")),
                        MASTER,
                        SECOND),
                new Row(
                        "6.4.1 Startup, not the owner: set Active_Down_Timer to Active_Down_Interval, transition to Backup",
                        init(100),
                        m -> m.start(T0 + HALF),
                        List.of(become(INIT, BACKUP, "started")),
                        BACKUP,
                        DOWN),
                new Row(
                        "6.3 Initialize waits for a Startup event: adverts are not heard",
                        init(100),
                        m -> m.onAdvert(advert(0), T0 + HALF),
                        List.of(),
                        INIT,
                        Long.MAX_VALUE));
    }

    static Stream<Row> backup() {
        return Stream.of(
                new Row(
                        "6.4.2 Shutdown: cancel the Active_Down_Timer, transition to Initialize",
                        Machines.backup(100),
                        m -> m.stop(),
                        List.of(become(BACKUP, INIT, "stopped")),
                        INIT,
                        Long.MAX_VALUE),
                new Row(
                        "6.4.2 the Active_Down_Timer fires: send an ADVERTISEMENT, announce each address,"
                                + " set the Adver_Timer to Advertisement_Interval, transition to Active",
                        Machines.backup(100),
                        m -> m.onTimer(T0 + DOWN),
                        List.of(send(100), BIND, FIVE, become(BACKUP, MASTER, "no advert in time")),
                        MASTER,
                        DOWN + SECOND - HALF),
                new Row(
                        "6.4.2 the Active_Down_Timer has not fired yet",
                        Machines.backup(100),
                        m -> m.onTimer(T0 + DOWN - 1),
                        List.of(),
                        BACKUP,
                        DOWN - HALF),
                new Row(
                        "6.4.2 Priority in the ADVERTISEMENT is 0: set the Active_Down_Timer to Skew_Time",
                        Machines.backup(100),
                        m -> m.onAdvert(advert(0), T0 + HALF),
                        List.of(),
                        BACKUP,
                        SKEW),
                new Row(
                        "6.4.2 Priority >= own: reset the Active_Down_Timer to Active_Down_Interval",
                        Machines.backup(100),
                        m -> m.onAdvert(advert(100), T0 + HALF),
                        List.of(),
                        BACKUP,
                        DOWN),
                new Row(
                        "6.4.2 Priority >= own: set Active_Adver_Interval to Max Advertise Interval, recompute Skew_Time and"
                                + " Active_Down_Interval",
                        Machines.backup(100),
                        m -> m.onAdvert(advert(200, HIGHER_ADDRESS, SECOND / 10), T0 + HALF),
                        List.of(),
                        BACKUP,
                        DOWN / 10),
                new Row(
                        "6.4.2 Preempt_Mode is False: reset the Active_Down_Timer although the Priority is lower",
                        Machines.backup(noPreempt(), 100),
                        m -> m.onAdvert(advert(50), T0 + HALF),
                        List.of(),
                        BACKUP,
                        DOWN),
                new Row(
                        "6.4.2 Preempt_Mode is True and the Priority lower: discard the ADVERTISEMENT",
                        Machines.backup(100),
                        m -> m.onAdvert(advert(99), T0 + HALF),
                        List.of(),
                        BACKUP,
                        DOWN - HALF));
    }

    static Stream<Row> active() {
        return Stream.of(
                new Row(
                        "6.4.3 Shutdown: cancel the Adver_Timer, send an ADVERTISEMENT with Priority = 0, transition to Initialize",
                        master(100),
                        m -> m.stop(),
                        List.of(GIVE_UP, RELEASE, become(MASTER, INIT, "stopped")),
                        INIT,
                        Long.MAX_VALUE),
                new Row(
                        "6.4.3 the Adver_Timer fires: send an ADVERTISEMENT, reset the Adver_Timer to Advertisement_Interval",
                        master(100),
                        m -> m.onTimer(T0 + SECOND),
                        List.of(send(100)),
                        MASTER,
                        SECOND + HALF),
                new Row(
                        "6.4.3 Priority in the ADVERTISEMENT is 0: send an ADVERTISEMENT, reset the Adver_Timer",
                        master(100),
                        m -> m.onAdvert(advert(0), T0 + HALF),
                        List.of(send(100)),
                        MASTER,
                        SECOND),
                new Row(
                        "6.4.3 Priority > own: cancel the Adver_Timer, set Active_Down_Timer to Active_Down_Interval,"
                                + " transition to Backup",
                        master(100),
                        m -> m.onAdvert(advert(101, LOWER_ADDRESS), T0 + HALF),
                        List.of(RELEASE, become(MASTER, BACKUP, "heard 10.9.0.0 at priority 101")),
                        BACKUP,
                        DOWN),
                new Row(
                        "6.4.3 Priority > own: set Active_Adver_Interval to Max Advertise Interval, recompute",
                        master(100),
                        m -> m.onAdvert(advert(101, LOWER_ADDRESS, SECOND / 10), T0 + HALF),
                        List.of(RELEASE, become(MASTER, BACKUP, "heard 10.9.0.0 at priority 101")),
                        BACKUP,
                        DOWN / 10),
                new Row(
                        "6.4.3 Priority = own and the sender's primary address greater: transition to Backup",
                        master(100),
                        m -> m.onAdvert(advert(100, HIGHER_ADDRESS), T0 + HALF),
                        List.of(RELEASE, become(MASTER, BACKUP, "heard 10.9.0.2 at priority 100")),
                        BACKUP,
                        DOWN),
                new Row(
                        "6.4.3 Priority = own and the sender's primary address lower: discard, send an ADVERTISEMENT immediately",
                        master(100),
                        m -> m.onAdvert(advert(100, LOWER_ADDRESS), T0 + HALF),
                        List.of(send(100), FIVE, new Action.OtherMaster(LOWER_ADDRESS, 100)),
                        MASTER,
                        HALF),
                new Row(
                        "6.4.3 Priority < own: discard, send an ADVERTISEMENT immediately to assert the Active state",
                        master(100),
                        m -> m.onAdvert(advert(99), T0 + HALF),
                        List.of(send(100), FIVE, other(99)),
                        MASTER,
                        HALF),
                new Row(
                        "7.1 the owner discards every ADVERTISEMENT, when told to be strict",
                        master(ownerIgnoresAdverts(), 255),
                        m -> m.onAdvert(advert(255), T0 + HALF),
                        List.of(),
                        MASTER,
                        HALF),
                new Row(
                        "keepalived's owner hears other owners: the greater address stays",
                        master(255),
                        m -> m.onAdvert(advert(255), T0 + HALF),
                        List.of(RELEASE, become(MASTER, BACKUP, "heard 10.9.0.2 at priority 255")),
                        BACKUP,
                        3 * SECOND + SECOND / 256));
    }

    /** Given, event, expected actions, state and time to the next timer half a second after {@link Machines#T0}. */
    record Row(
            String clause,
            VrrpMachine given,
            Function<VrrpMachine, List<Action>> event,
            List<Action> actions,
            VrrpState then,
            long next) {
        @Override
        public String toString() {
            return clause;
        }
    }
}
