package dev.solera.api;

/**
 * What the operator wants of a real server. It is one of two axes; the other is {@link Health}, and neither hides the other.
 */
public enum AdminState {
    /** Takes traffic when its health allows it. */
    READY,
    /** Takes no new flows; flows in progress, and those that persistence binds to it, go on. */
    DRAIN,
    /** Takes no flows at all and is not checked. */
    MAINT
}
