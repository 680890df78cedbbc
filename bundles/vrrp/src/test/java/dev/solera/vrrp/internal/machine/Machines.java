package dev.solera.vrrp.internal.machine;

import dev.solera.api.VrrpState;
import dev.solera.vrrp.internal.machine.Action.Announce;
import dev.solera.vrrp.internal.machine.Action.Become;
import dev.solera.vrrp.internal.machine.Action.Bind;
import dev.solera.vrrp.internal.machine.Action.OtherMaster;
import dev.solera.vrrp.internal.machine.Action.Release;
import dev.solera.vrrp.internal.machine.Action.SendAdvert;
import dev.solera.vrrp.internal.wire.Advert;
import dev.solera.vrrp.internal.wire.IpAddress;

/** Machines in the states tests begin with. All are 10.9.0.1 with adverts of 1 s; time is virtual. */
final class Machines {
    static final long SECOND = 1_000_000_000L;
    /** Just before the nanosecond clock wraps, which it may do at any time. */
    static final long T0 = Long.MAX_VALUE - SECOND;

    static final IpAddress OWN = IpAddress.parse("10.9.0.1");
    static final IpAddress HIGHER_ADDRESS = IpAddress.parse("10.9.0.2");
    static final IpAddress LOWER_ADDRESS = IpAddress.parse("10.9.0.0");

    static final SendAdvert GIVE_UP = new SendAdvert(0);
    static final Bind BIND = new Bind();
    static final Release RELEASE = new Release();
    static final Announce FIVE = new Announce(5);

    private Machines() {}

    static MachineRules rules(int version) {
        return new MachineRules(version, OWN, SECOND, true, 0, 3, 0, true, false, false, AnnounceSchedule.DEFAULT);
    }

    static MachineRules noPreempt() {
        return new MachineRules(3, OWN, SECOND, false, 0, 3, 0, true, false, false, AnnounceSchedule.DEFAULT);
    }

    static MachineRules preemptDelay(long nanos) {
        return new MachineRules(3, OWN, SECOND, true, nanos, 3, 0, true, false, false, AnnounceSchedule.DEFAULT);
    }

    static MachineRules startupDelay(long nanos) {
        return new MachineRules(3, OWN, SECOND, true, 0, 3, nanos, true, false, false, AnnounceSchedule.DEFAULT);
    }

    static MachineRules ownerIgnoresAdverts() {
        return new MachineRules(3, OWN, SECOND, true, 0, 3, 0, true, false, true, AnnounceSchedule.DEFAULT);
    }

    static MachineRules silent() {
        return new MachineRules(
                3, OWN, SECOND, true, 0, 3, 0, false, false, false, announce(5, 5 * SECOND, 0, 1, 0, 0));
    }

    static MachineRules lastWord() {
        return new MachineRules(3, OWN, SECOND, true, 0, 3, 0, true, true, false, AnnounceSchedule.DEFAULT);
    }

    static MachineRules with(AnnounceSchedule announce) {
        return new MachineRules(3, OWN, SECOND, true, 0, 3, 0, true, false, false, announce);
    }

    static MachineRules every(long intervalNanos) {
        return new MachineRules(3, OWN, intervalNanos, true, 0, 3, 0, true, false, false, AnnounceSchedule.DEFAULT);
    }

    static AnnounceSchedule announce(
            int repeat, long delay, long refresh, int refreshRepeat, int lowerRepeat, long lowerDelay) {
        return new AnnounceSchedule(repeat, delay, refresh, refreshRepeat, lowerRepeat, lowerDelay);
    }

    static VrrpMachine init(int priority) {
        return new VrrpMachine(rules(3), priority);
    }

    /** Returns a BACKUP, started at {@link #T0}. */
    static VrrpMachine backup(MachineRules rules, int priority) {
        VrrpMachine machine = new VrrpMachine(rules, priority);
        machine.start(T0);
        return machine;
    }

    static VrrpMachine backup(int priority) {
        return backup(rules(3), priority);
    }

    /** Returns a MASTER since five seconds, which has just advertised and sent its second burst at {@link #T0}. */
    static VrrpMachine master(MachineRules rules, int priority) {
        VrrpMachine machine = newMaster(rules, priority, T0 - 5 * SECOND);
        for (int second = -4; second <= 0; second++) {
            machine.onTimer(T0 + second * SECOND);
        }
        return machine;
    }

    /** Returns a MASTER that has just become it. */
    static VrrpMachine newMaster(MachineRules rules, int priority, long nowNanos) {
        VrrpMachine machine = new VrrpMachine(rules, priority);
        machine.start(priority == 255 ? nowNanos : nowNanos - rules.downNanos(priority, rules.intervalNanos()));
        machine.onTimer(nowNanos);
        return machine;
    }

    static VrrpMachine master(int priority) {
        return master(rules(3), priority);
    }

    static Advert advert(int priority) {
        return advert(priority, HIGHER_ADDRESS);
    }

    static Advert advert(int priority, IpAddress source) {
        return advert(priority, source, SECOND);
    }

    static Advert advert(int priority, IpAddress source, long intervalNanos) {
        return new Advert(51, priority, intervalNanos, source, true);
    }

    static SendAdvert send(int priority) {
        return new SendAdvert(priority);
    }

    static Become become(VrrpState from, VrrpState to, String reason) {
        return new Become(from, to, reason);
    }

    static OtherMaster other(int priority) {
        return new OtherMaster(HIGHER_ADDRESS, priority);
    }
}
