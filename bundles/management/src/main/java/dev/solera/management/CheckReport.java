package dev.solera.management;

/** Result of one health check. */
public interface CheckReport {
    /** Returns {@code PASS}, {@code FAIL} or {@code VOID} (the checker was held up: says nothing of the server). */
    String getOutcome();

    /** Returns HAProxy's short code, such as {@code L4OK}. */
    String getStatus();

    /** Returns the code the server answered with, 0 when there is none. */
    int getCode();

    /** Returns why, in words. */
    String getReason();

    /** Returns how long it took, in ms. */
    long getMillis();
}
