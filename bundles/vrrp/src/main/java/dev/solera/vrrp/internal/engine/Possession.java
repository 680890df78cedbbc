package dev.solera.vrrp.internal.engine;

import dev.solera.api.Vip;
import dev.solera.api.VrrpState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The timer thread's side of what a virtual router has on the host: it tells the address thread what is to be, and keeps what came of it. Where nothing
 * can be put in place, that is a fault; where only some addresses can, an obstacle; both are tried again, ever more rarely.
 */
final class Possession implements Holder.Outcome {
    private static final long SECOND = 1_000_000_000L;
    private static final long FIRST_RETRY = 5 * SECOND;
    private static final int MOST_RETRY_SHIFT = 6;
    /** How long an address that was taken off by somebody else is told of. */
    private static final long REMOVED_LASTS = 60 * SECOND;

    private final Crew crew;
    private final Router router;
    private final Troubles troubles;
    private final Holder holder;
    private @Nullable String fault;
    private @Nullable String obstacle;
    private long retryAtNanos;
    private int retries;
    private long serial;
    private volatile List<String> bound = List.of();

    Possession(Crew crew, Router router, Troubles troubles) {
        this.crew = crew;
        this.router = router;
        this.troubles = troubles;
        holder = new Holder(crew.desk(), this);
    }

    /** Returns why nothing could be put in place, null when it was or has not been tried again yet. */
    @Nullable
    String fault() {
        return fault;
    }

    /** Returns which address could not be put in place, in words; null for none. */
    @Nullable
    String obstacle() {
        return obstacle;
    }

    /** Returns the names of the VIPs in place. Any thread. */
    List<String> bound() {
        return bound;
    }

    void hold(Placement placement) {
        long of = ++serial;
        crew.desk().post(() -> holder.hold(placement, of));
    }

    void change(Placement placement) {
        crew.desk().post(() -> {
            crew.desk().build(placement);
            holder.change(placement);
        });
    }

    /** Lets go of everything; gently when others may be about to have it. */
    void drop(boolean gently) {
        troubles.set(Trouble.BIND, null);
        crew.desk().post(() -> holder.drop(gently));
    }

    void announce(int copies) {
        crew.desk().post(() -> holder.announce(copies));
    }

    void defend(Vip vip) {
        crew.desk().post(() -> holder.defend(vip));
    }

    /** Returns how long until what has failed is tried again, {@link Long#MAX_VALUE} when nothing is. */
    long left(long nowNanos) {
        return waits() ? retryAtNanos - nowNanos : Long.MAX_VALUE;
    }

    /** Returns whether what has failed is to be tried again now, and forgets it if so. */
    boolean retries(long nowNanos) {
        if (!waits() || retryAtNanos - nowNanos > 0) {
            return false;
        }
        fault = null;
        obstacle = null;
        return true;
    }

    @Override
    public void inPlace(List<String> vips) {
        bound = List.copyOf(vips);
    }

    @Override
    public void bound(long of, @Nullable String failure, boolean lacks) {
        crew.back().accept(() -> onBound(of, failure, lacks));
    }

    @Override
    public void notBound(long of, String failure) {
        crew.back().accept(() -> onNotBound(of, failure));
    }

    @Override
    public void released(@Nullable String failure) {
        crew.back().accept(() -> lasting(Trouble.RELEASE, failure == null ? null : "cannot be taken off: " + failure));
    }

    @Override
    public void removed(Vip vip) {
        crew.back().accept(() -> {
            String text = vip.name() + " " + vip + " was taken off its interface by somebody else and is put back";
            if (troubles.seen(Trouble.REMOVED, text, crew.ticks().nanos(), REMOVED_LASTS)) {
                router.tell(text);
            }
        });
    }

    private void onBound(long of, @Nullable String failure, boolean lacks) {
        if (of != serial || router.state() != VrrpState.MASTER) {
            return;
        }
        lasting(Trouble.BIND, failure);
        if (failure == null) {
            retries = 0;
        } else if (lacks && obstacle == null) {
            retryLater();
        }
        obstacle = lacks ? failure : null;
        router.comply(crew.ticks().nanos());
    }

    private void onNotBound(long of, String failure) {
        if (of == serial && router.state() == VrrpState.MASTER) {
            fault = failure;
            retryLater();
            router.reconsider(crew.ticks().nanos());
        }
    }

    /** A MASTER tries by itself, on the address thread; others only when they are MASTER again. */
    private boolean waits() {
        return fault != null || obstacle != null && router.state() != VrrpState.MASTER;
    }

    private void retryLater() {
        retryAtNanos = crew.ticks().nanos() + (FIRST_RETRY << Math.min(retries++, MOST_RETRY_SHIFT));
    }

    private void lasting(Trouble kind, @Nullable String text) {
        if (troubles.set(kind, text) && text != null) {
            router.tell(text);
        }
    }
}
