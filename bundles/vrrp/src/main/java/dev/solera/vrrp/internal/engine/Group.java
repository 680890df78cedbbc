package dev.solera.vrrp.internal.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Virtual routers that are MASTER together or not at all, as keepalived's {@code vrrp_sync_group}: one in FAULT keeps all out, one that loses its place
 * takes the others along, and nobody takes over before all can. Used by the timer thread.
 */
final class Group {
    private final String name;
    private final List<Router> members = new ArrayList<>();

    Group(String name) {
        this.name = name;
    }

    void add(Router router) {
        members.add(router);
        router.join(this);
    }

    void leave(Router router) {
        members.remove(router);
    }

    String name() {
        return name;
    }

    /** Returns why {@code router} may not take part although nothing is wrong with itself, null when it may. */
    @Nullable
    String fault(Router router) {
        for (Router member : members) {
            String fault = member == router ? null : member.ownFault();
            if (fault != null) {
                return "sync group " + name + ": " + member.name() + " is in FAULT: " + fault;
            }
        }
        return null;
    }

    /** Returns why {@code router} is to offer its place although itself it can serve, null when it is not. */
    @Nullable
    String yieldOf(Router router) {
        for (Router member : members) {
            String reason = member == router ? null : member.ownYield();
            if (reason != null) {
                return "sync group " + name + ": " + member.name() + " yields: " + reason;
            }
        }
        return null;
    }

    /** Returns whether nobody else hears a MASTER with more right than it has. */
    boolean consents(Router router, long nowNanos) {
        for (Router member : members) {
            if (member != router && !member.leadsOrWould(nowNanos)) {
                return false;
            }
        }
        return true;
    }

    void onMaster(Router router, long nowNanos) {
        for (Router member : List.copyOf(members)) {
            if (member != router) {
                member.follow("sync group " + name + ": " + router.name() + " is MASTER", nowNanos);
            }
        }
    }

    void onLost(Router router, String why, long nowNanos) {
        for (Router member : List.copyOf(members)) {
            if (member != router) {
                member.giveUp(
                        "sync group " + name + ": " + router.name() + " is not MASTER any more: " + why, nowNanos);
            }
        }
    }

    /** Has everybody look again at what the others have come to. */
    void reconsider(long nowNanos) {
        List.copyOf(members).forEach(member -> member.comply(nowNanos));
    }
}
