package dev.solera.vrrp.internal.machine;

import dev.solera.vrrp.internal.machine.Action.Announce;
import java.util.List;

/** When a MASTER tells the link about its addresses: bursts after taking over, refreshes, and bursts against a lower MASTER. */
final class Announcements {
    private final Deadline second = new Deadline();
    private final Deadline refresh = new Deadline();
    private final Deadline afterLower = new Deadline();
    /** Until then a further lower advert gets no burst of its own: it could come a thousand times a second. */
    private final Deadline lowerPause = new Deadline();

    void start(AnnounceSchedule schedule, long nowNanos, List<Action> actions) {
        clear();
        actions.add(new Announce(schedule.repeat()));
        if (schedule.delayNanos() > 0) {
            second.in(nowNanos, schedule.delayNanos());
        }
        resume(schedule, nowNanos);
    }

    /** Sets the refresh anew, after a pause or a change of the schedule. */
    void resume(AnnounceSchedule schedule, long nowNanos) {
        refresh.clear();
        if (schedule.refreshNanos() > 0) {
            refresh.in(nowNanos, schedule.refreshNanos());
        }
    }

    void onLower(AnnounceSchedule schedule, long intervalNanos, long nowNanos, List<Action> actions) {
        if (schedule.lowerRepeat() == 0) {
            return;
        }
        if (!lowerPause.isSet() || lowerPause.isDue(nowNanos)) {
            actions.add(new Announce(schedule.lowerRepeat()));
            lowerPause.in(nowNanos, intervalNanos / 2);
        }
        if (schedule.lowerDelayNanos() > 0) {
            afterLower.in(nowNanos, schedule.lowerDelayNanos());
        }
    }

    void onTimer(AnnounceSchedule schedule, long nowNanos, List<Action> actions) {
        if (second.fires(nowNanos)) {
            actions.add(new Announce(schedule.repeat()));
        }
        if (afterLower.fires(nowNanos)) {
            actions.add(new Announce(Math.max(1, schedule.lowerRepeat())));
        }
        if (refresh.isDue(nowNanos)) {
            actions.add(new Announce(schedule.refreshRepeat()));
            refresh.again(nowNanos, schedule.refreshNanos());
        }
    }

    void clear() {
        second.clear();
        refresh.clear();
        afterLower.clear();
        lowerPause.clear();
    }

    long left(long nowNanos) {
        return Math.min(second.left(nowNanos), Math.min(refresh.left(nowNanos), afterLower.left(nowNanos)));
    }
}
