package dev.solera.vrrp.internal.machine;

import dev.solera.api.VrrpState;
import dev.solera.api.VrrpYield;
import dev.solera.vrrp.internal.machine.Action.Become;
import dev.solera.vrrp.internal.machine.Action.Bind;
import dev.solera.vrrp.internal.machine.Action.OtherMaster;
import dev.solera.vrrp.internal.machine.Action.Release;
import dev.solera.vrrp.internal.machine.Action.SendAdvert;
import dev.solera.vrrp.internal.machine.Action.Yielding;
import dev.solera.vrrp.internal.wire.Advert;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One virtual router. Used by one thread. Every event may come in every state; one that changes nothing returns an empty list, and an advert heard by
 * a BACKUP allocates nothing.
 */
public final class VrrpMachine {
    /** The address owner's priority (RFC 9568 section 5.2.4). */
    private static final int OWNER = 255;
    /** What a sender that gives up advertises. */
    private static final int GIVES_UP = 0;
    /** The lowest of those that stay. */
    private static final int LEAST = 1;

    private final Deadline startup = new Deadline();
    /** Active_Down_Timer; while yielding, how long it listens. */
    private final Deadline down = new Deadline();
    /** Adver_Timer. */
    private final Deadline advert = new Deadline();
    /** When a lower MASTER has been left alone for long enough. */
    private final Deadline preemption = new Deadline();
    /** Until when a lower MASTER is no news because it is the one just relieved. */
    private final Deadline settling = new Deadline();
    /** Until when another MASTER heard before is no news. */
    private final Deadline otherMaster = new Deadline();

    /** Until when another owner's adverts are answered before this one gives way. */
    private final Deadline otherOwner = new Deadline();

    private final Announcements announcements = new Announcements();

    /** What a MASTER does most of the time, kept so that it costs nothing. */
    private List<Action> heartbeat = List.of();

    private int heartbeatPriority = -1;

    private MachineRules rules;
    private int priority;
    private VrrpState state = VrrpState.INIT;
    private boolean started;
    private VrrpYield yieldPhase = VrrpYield.NONE;
    private @Nullable String yieldReason;
    private @Nullable String faultReason;
    /** Whether it is an owner that gives way to another owner. */
    private boolean concedes;
    /** Whether its down timer has run out and it was told to wait for the others of its group. */
    private boolean held;
    /** Active_Adver_Interval: the MASTER's, learnt in version 3. */
    private long activeIntervalNanos;

    /**
     * Makes one that is not started.
     *
     * @param priority 1–255
     */
    public VrrpMachine(MachineRules rules, int priority) {
        this.rules = rules;
        this.priority = checked(priority);
        activeIntervalNanos = rules.intervalNanos();
    }

    public VrrpState state() {
        return state;
    }

    /** Returns how far a yield has come; {@link VrrpYield#NONE} unless MASTER. */
    public VrrpYield yieldPhase() {
        return yieldPhase;
    }

    /** Returns the priority it goes by now: the one set, 1 while it yields, 254 for an owner that gives way to another. */
    public int effectivePriority() {
        return yieldReason != null ? LEAST : concedes && priority == OWNER ? OWNER - 1 : priority;
    }

    /** Returns the interval by which it judges the MASTER, its own unless it learnt another. */
    public long activeIntervalNanos() {
        return activeIntervalNanos;
    }

    /** Returns how long until the MASTER counts as dead, or until a yield has listened for long enough; {@link Long#MAX_VALUE} when no such timer runs. */
    public long nanosToDown(long nowNanos) {
        return down.left(nowNanos);
    }

    /** Returns how long until its own next advert, {@link Long#MAX_VALUE} when it sends none. */
    public long nanosToAdvert(long nowNanos) {
        return advert.left(nowNanos);
    }

    /** Returns whether the next {@link #onTimer} makes a BACKUP MASTER. */
    public boolean isAboutToLead(long nowNanos) {
        return state == VrrpState.BACKUP && down.isDue(nowNanos);
    }

    /** Returns whether it would be MASTER were it not for {@link #hold}. */
    public boolean isHeld() {
        return held;
    }

    /** Returns how long until {@link #onTimer} has something to do: not above 0 when at once, {@link Long#MAX_VALUE} when never. */
    public long nanosToNext(long nowNanos) {
        long left = Math.min(startup.left(nowNanos), Math.min(down.left(nowNanos), advert.left(nowNanos)));
        return Math.min(left, announcements.left(nowNanos));
    }

    /** Starts taking part (RFC 9568 section 6.4.1). */
    public List<Action> start(long nowNanos) {
        if (started) {
            return List.of();
        }
        started = true;
        List<Action> actions = new ArrayList<>();
        if (rules.startupDelayNanos() > 0) {
            startup.in(nowNanos, rules.startupDelayNanos());
        }
        if (faultReason != null) {
            become(VrrpState.FAULT, faultReason, actions);
        } else if (!startup.isSet()) {
            takePart("started", nowNanos, actions);
        }
        return actions;
    }

    /** Stops taking part; a MASTER gives up first (RFC 9568 sections 6.4.2 and 6.4.3, Shutdown). */
    public List<Action> stop() {
        if (!started) {
            return List.of();
        }
        started = false;
        List<Action> actions = new ArrayList<>();
        leaveMaster(true, actions);
        startup.clear();
        down.clear();
        preemption.clear();
        become(VrrpState.INIT, "stopped", actions);
        return actions;
    }

    /**
     * Hears an advert.
     *
     * @param nowNanos when it arrived, which may be before the last event's time
     */
    public List<Action> onAdvert(Advert heard, long nowNanos) {
        return switch (state) {
            case INIT, FAULT -> List.of();
            case BACKUP -> {
                hearAsBackup(heard, nowNanos);
                yield List.of();
            }
            case MASTER -> hearAsMaster(heard, nowNanos);
        };
    }

    /** Does what is due. The caller has read every advert that had arrived by then: a silence is believed only of an empty socket. */
    public List<Action> onTimer(long nowNanos) {
        if (nanosToNext(nowNanos) > 0) {
            return List.of();
        }
        if (state == VrrpState.MASTER && !down.isDue(nowNanos) && announcements.left(nowNanos) > 0) {
            advert.again(nowNanos, rules.intervalNanos());
            return heartbeat();
        }
        List<Action> actions = new ArrayList<>();
        if (startup.fires(nowNanos) && state == VrrpState.INIT) {
            takePart("started, delay over", nowNanos, actions);
        }
        if (down.fires(nowNanos)) {
            onDownTimer(nowNanos, actions);
        }
        if (advert.isDue(nowNanos)) {
            actions.add(new SendAdvert(effectivePriority()));
            advert.again(nowNanos, rules.intervalNanos());
        }
        announcements.onTimer(rules.announce(), nowNanos, actions);
        return actions;
    }

    /**
     * Sets the priority; takes effect without a transition.
     *
     * @param priority 1–255
     */
    public void setPriority(int priority) {
        changePriority(() -> this.priority = checked(priority));
    }

    /** Replaces the rules; takes effect without a transition. */
    public void setRules(MachineRules changed, long nowNanos) {
        MachineRules before = rules;
        long downBefore = before.downNanos(effectivePriority(), activeIntervalNanos);
        rules = changed;
        if (changed.version() == 2 || state != VrrpState.BACKUP) {
            activeIntervalNanos = changed.intervalNanos();
        }
        down.shift(changed.downNanos(effectivePriority(), activeIntervalNanos) - downBefore);
        if (advert.isSet() && advert.left(nowNanos) > changed.intervalNanos()) {
            advert.in(nowNanos, changed.intervalNanos());
        }
        if (state == VrrpState.MASTER
                && yieldPhase != VrrpYield.LISTENING
                && !changed.announce().equals(before.announce())) {
            announcements.resume(changed.announce(), nowNanos);
        }
    }

    /** Leaves the contest until {@link #recover}: link, address or privilege is missing. */
    public List<Action> fault(String reason) {
        boolean already = faultReason != null;
        faultReason = reason;
        if (already || !started) {
            return List.of();
        }
        List<Action> actions = new ArrayList<>();
        leaveMaster(true, actions);
        down.clear();
        preemption.clear();
        become(VrrpState.FAULT, reason, actions);
        return actions;
    }

    /** Takes part again after a {@link #fault}, as after a start. */
    public List<Action> recover(long nowNanos) {
        if (faultReason == null) {
            return List.of();
        }
        String reason = "recovered from: " + faultReason;
        faultReason = null;
        if (!started) {
            return List.of();
        }
        List<Action> actions = new ArrayList<>();
        if (startup.isSet() && !startup.isDue(nowNanos)) {
            become(VrrpState.INIT, reason, actions);
        } else {
            startup.clear();
            takePart(reason, nowNanos, actions);
        }
        return actions;
    }

    /**
     * Offers the place, because this node cannot serve: a MASTER advertises priority 0 once, keeps the addresses and listens for one master-down
     * time; when somebody has taken over it is BACKUP, else MASTER at priority 1. In any state it goes by priority 1 until {@link #endYield}.
     */
    public List<Action> yieldPlace(String reason, long nowNanos) {
        boolean already = yieldReason != null;
        changePriority(() -> yieldReason = reason);
        if (already || state != VrrpState.MASTER) {
            return List.of();
        }
        yieldPhase = VrrpYield.LISTENING;
        advert.clear();
        announcements.clear();
        down.in(nowNanos, rules.downNanos(LEAST, rules.intervalNanos()));
        return List.of(new SendAdvert(GIVES_UP), new Yielding(yieldPhase, reason));
    }

    /** Makes a MASTER give up its place once: BACKUP, as after a start. */
    public List<Action> giveUp(String reason, long nowNanos) {
        if (state != VrrpState.MASTER) {
            return List.of();
        }
        List<Action> actions = new ArrayList<>();
        leaveMaster(true, actions);
        activeIntervalNanos = rules.intervalNanos();
        down.in(nowNanos, rules.downNanos(effectivePriority(), activeIntervalNanos));
        become(VrrpState.BACKUP, reason, actions);
        return actions;
    }

    /** Makes a BACKUP MASTER at once, because the others of its group are. */
    public List<Action> takeOver(String reason, long nowNanos) {
        if (state != VrrpState.BACKUP) {
            return List.of();
        }
        List<Action> actions = new ArrayList<>();
        becomeMaster(reason, nowNanos, actions);
        return actions;
    }

    /** Makes a BACKUP whose down timer has run out wait, one interval and a skew at a time, for the others of its group. */
    public void hold(long nowNanos) {
        if (isAboutToLead(nowNanos)) {
            held = true;
            down.in(nowNanos, rules.intervalNanos() + rules.skewNanos(effectivePriority(), rules.intervalNanos()));
        }
    }

    /** Goes by its own priority again; a MASTER says so at once. */
    public List<Action> endYield(long nowNanos) {
        if (yieldReason == null) {
            return List.of();
        }
        if (state != VrrpState.MASTER) {
            changePriority(() -> yieldReason = null);
            return List.of();
        }
        yieldReason = null;
        yieldPhase = VrrpYield.NONE;
        down.clear();
        advert.in(nowNanos, rules.intervalNanos());
        announcements.resume(rules.announce(), nowNanos);
        return List.of(new SendAdvert(priority), new Yielding(VrrpYield.NONE, ""));
    }

    private void takePart(String reason, long nowNanos, List<Action> actions) {
        concedes = false;
        held = false;
        activeIntervalNanos = rules.intervalNanos();
        if (effectivePriority() == OWNER) {
            becomeMaster(reason + ", owns the addresses", nowNanos, actions);
        } else {
            down.in(nowNanos, rules.downNanos(effectivePriority(), activeIntervalNanos));
            become(VrrpState.BACKUP, reason, actions);
        }
    }

    private List<Action> heartbeat() {
        int now = effectivePriority();
        if (now != heartbeatPriority) {
            heartbeat = List.of(new SendAdvert(now));
            heartbeatPriority = now;
        }
        return heartbeat;
    }

    private void hearAsBackup(Advert heard, long nowNanos) {
        if (heard.priority() == GIVES_UP) {
            held = false;
            down.in(nowNanos, rules.skewNanos(effectivePriority(), activeIntervalNanos));
            return;
        }
        // The owner preempts whatever the flag says (RFC 9568 section 6.1).
        boolean preempts = rules.preempt() || effectivePriority() == OWNER;
        if (heard.priority() >= effectivePriority() || !preempts) {
            preemption.clear();
            follow(heard, nowNanos);
        } else if (isPreemptionDelayed(nowNanos)) {
            follow(heard, nowNanos);
        }
        // Else discarded: the timer runs out although a lower MASTER speaks.
    }

    private boolean isPreemptionDelayed(long nowNanos) {
        if (rules.preemptDelayNanos() == 0) {
            return false;
        }
        if (!preemption.isSet()) {
            preemption.in(nowNanos, rules.preemptDelayNanos());
        }
        return !preemption.isDue(nowNanos);
    }

    private List<Action> hearAsMaster(Advert heard, long nowNanos) {
        if (heard.priority() == GIVES_UP) {
            if (yieldPhase == VrrpYield.LISTENING) {
                return List.of();
            }
            advert.in(nowNanos, rules.intervalNanos());
            return List.of(new SendAdvert(effectivePriority()));
        }
        if (effectivePriority() == OWNER && rules.ownerIgnoresAdverts()) {
            return List.of();
        }
        List<Action> actions = new ArrayList<>();
        concedeToOtherOwner(heard, nowNanos);
        if (yieldPhase == VrrpYield.LISTENING) {
            becomeBackup(heard, "yielded (" + yieldReason + "), " + words(heard) + " took over", nowNanos, actions);
        } else if (isOutbid(heard)) {
            if (rules.answerHigher()) {
                actions.add(new SendAdvert(effectivePriority()));
            }
            becomeBackup(heard, "heard " + words(heard), nowNanos, actions);
        } else {
            assertMastership(heard, nowNanos, actions);
        }
        return actions;
    }

    private boolean isOutbid(Advert heard) {
        int own = effectivePriority();
        return heard.priority() > own
                || heard.priority() == own && heard.source().compareTo(rules.own()) > 0;
    }

    /**
     * Gives way to another owner that has the lesser address and goes on all the same: it may hear nobody, and one of two has to go. As keepalived: after
     * two more own adverts and a fifth of an interval.
     */
    private void concedeToOtherOwner(Advert heard, long nowNanos) {
        if (effectivePriority() != OWNER || heard.priority() != OWNER || isOutbid(heard)) {
            return;
        }
        if (!otherOwner.isSet()) {
            otherOwner.in(nowNanos, 2 * rules.intervalNanos() + rules.intervalNanos() * 6 / 5);
        } else if (otherOwner.isDue(nowNanos)) {
            concedes = true;
        }
    }

    private void assertMastership(Advert heard, long nowNanos, List<Action> actions) {
        if (rules.answerLower()) {
            actions.add(new SendAdvert(effectivePriority()));
        }
        if (settling.isSet() && !settling.isDue(nowNanos)) {
            return;
        }
        announcements.onLower(rules.announce(), rules.intervalNanos(), nowNanos, actions);
        if (!otherMaster.isSet() || otherMaster.isDue(nowNanos)) {
            actions.add(new OtherMaster(heard.source(), heard.priority()));
        }
        otherMaster.in(nowNanos, rules.downNanos(LEAST, heard.intervalNanos()));
    }

    private void onDownTimer(long nowNanos, List<Action> actions) {
        if (state == VrrpState.MASTER) {
            yieldPhase = VrrpYield.ALONE;
            actions.add(new SendAdvert(LEAST));
            advert.in(nowNanos, rules.intervalNanos());
            announcements.resume(rules.announce(), nowNanos);
            actions.add(new Yielding(yieldPhase, yieldReason == null ? "" : yieldReason));
        } else {
            becomeMaster("no advert in time", nowNanos, actions);
        }
    }

    private void becomeMaster(String reason, long nowNanos, List<Action> actions) {
        down.clear();
        preemption.clear();
        otherMaster.clear();
        otherOwner.clear();
        concedes = false;
        held = false;
        settling.in(nowNanos, rules.intervalNanos());
        activeIntervalNanos = rules.intervalNanos();
        // The advert first, so that the old MASTER lets go before the addresses are here.
        actions.add(new SendAdvert(effectivePriority()));
        actions.add(new Bind());
        announcements.start(rules.announce(), nowNanos, actions);
        advert.in(nowNanos, rules.intervalNanos());
        become(VrrpState.MASTER, reason, actions);
        if (yieldReason != null) {
            yieldPhase = VrrpYield.ALONE;
            actions.add(new Yielding(yieldPhase, yieldReason));
        }
    }

    private void becomeBackup(Advert heard, String reason, long nowNanos, List<Action> actions) {
        leaveMaster(false, actions);
        follow(heard, nowNanos);
        become(VrrpState.BACKUP, reason, actions);
    }

    private void leaveMaster(boolean givesUp, List<Action> actions) {
        if (state != VrrpState.MASTER) {
            return;
        }
        if (givesUp && yieldPhase != VrrpYield.LISTENING) {
            actions.add(new SendAdvert(GIVES_UP));
        }
        yieldPhase = VrrpYield.NONE;
        advert.clear();
        announcements.clear();
        actions.add(new Release());
    }

    private void follow(Advert heard, long nowNanos) {
        held = false;
        if (rules.version() == 3) {
            activeIntervalNanos = heard.intervalNanos();
        }
        down.in(nowNanos, rules.downNanos(effectivePriority(), activeIntervalNanos));
    }

    private void become(VrrpState to, String reason, List<Action> actions) {
        if (state != to) {
            actions.add(new Become(state, to, reason));
            state = to;
        }
    }

    /** Makes a change that may change the effective priority, and with it how long a BACKUP waits. */
    private void changePriority(Runnable change) {
        long before = rules.skewNanos(effectivePriority(), activeIntervalNanos);
        change.run();
        if (state == VrrpState.BACKUP) {
            down.shift(rules.skewNanos(effectivePriority(), activeIntervalNanos) - before);
        }
    }

    private static String words(Advert heard) {
        return heard.source() + " at priority " + heard.priority();
    }

    private static int checked(int priority) {
        if (priority < LEAST || priority > OWNER) {
            throw new IllegalArgumentException("priority: " + priority + " (expected: 1..255)");
        }
        return priority;
    }
}
