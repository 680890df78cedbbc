package dev.solera.management;

import org.jspecify.annotations.Nullable;

/** What is known of a real server: the attributes of its own bean, and a row of its pool's {@code Members}. */
public interface RealServerFacts extends Traffic {
    String getPool();

    String getName();

    /** Returns where traffic goes, as {@code address:port}. */
    String getAddress();

    /** Returns {@code READY}, {@code DRAIN} or {@code MAINT}. */
    String getAdminState();

    /** Returns {@code UNKNOWN}, {@code UP} or {@code DOWN}. */
    String getHealth();

    /** Returns the configured weight, or the temporary one when set, 0–65535. */
    int getWeight();

    /** Returns the weight in use, in the same unit: less during slow start, 0 when the server takes no new flows. */
    double getEffectiveWeight();

    /** Returns the newest check in words, such as {@code L7STS: status 503 (expected 200-299)}, or {@code no check}. */
    String getLastCheck();

    /** Returns the code the server answered the newest check with, 0 when there is none. */
    int getLastCheckCode();

    /** Returns how long the newest check took, in ms. */
    long getLastCheckMillis();

    /** Returns how long the health has been what it is, in ms. */
    long getSinceMillis();

    /** Returns flows at once, 0 for no limit. */
    int getMaxConnections();

    /** Returns whether it takes flows only when no server without this mark can. */
    boolean isBackup();

    /**
     * Returns {@code SERVING}; or why it takes no flows and what the data plane does with it: {@code KEPT} with weight 0, {@code LEAVING} when
     * its flows have ended, {@code OUT}, {@code CUT} with its flows.
     */
    String getPresence();

    /** Returns who set the admin state or a temporary weight, null when neither is set. */
    @Nullable
    String getNoteWho();

    /** Returns the reason given, null when neither is set. */
    @Nullable
    String getNoteWhy();

    /** Returns when that ends by itself, as in ISO 8601; null for never. */
    @Nullable
    String getNoteUntil();

    /** Returns how far it has come on its way out, in words; null when no operator has taken it out. */
    @Nullable
    String getDrain();

    /** Returns the flows that are left of those it had when an operator took it out; 0 when nobody has. */
    long getDrainLeft();

    /** Returns in how long it will probably be empty, in ms; -1 when nothing can be said or no operator has taken it out. */
    long getDrainEmptyInMillis();

    /** Returns how the kernel forwards to it, such as {@code nat}, {@code dr} or {@code tun gue:6080}. */
    String getForwarding();

    /** Returns connections above which the kernel gives it no new ones, 0 for none. */
    int getUpperThreshold();

    /** Returns connections below which the kernel gives it new ones again, 0 for three quarters of the upper threshold. */
    int getLowerThreshold();

    /** Returns why the data plane refused it, null when all is well. */
    @Nullable
    String getError();
}
