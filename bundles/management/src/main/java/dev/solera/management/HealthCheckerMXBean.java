package dev.solera.management;

import org.jspecify.annotations.Nullable;

/** One health check of one real server. */
public interface HealthCheckerMXBean {
    String getPool();

    String getReal();

    String getName();

    /** Returns the kind of check, such as {@code http}. */
    String getType();

    /** Returns what this check alone says of the server: {@code UNKNOWN}, {@code UP} or {@code DOWN}. */
    String getHealth();

    /** Returns results in a row that contradict the health. */
    int getStreak();

    /** Returns the time between the starts of two checks, in ms. */
    long getIntervalMillis();

    /** Returns how long one check may take, in ms. */
    long getTimeoutMillis();

    /** Returns passes in a row that bring the server up. */
    int getRise();

    /** Returns failures in a row that take it down. */
    int getFall();

    /** Returns the newest result in words. */
    String getLastCheck();

    /** Returns the code the server answered with, 0 when there is none. */
    int getLastCheckCode();

    /** Returns how long the newest check took, in ms. */
    long getLastCheckMillis();

    /** Returns why the check cannot run, null when it runs. */
    @Nullable
    String getProblem();

    /** Runs the check now and returns its result, which counts like any other. Waits for the check's timeout and 5 s at most. */
    CheckReport run();
}
