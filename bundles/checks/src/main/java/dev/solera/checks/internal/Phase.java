package dev.solera.checks.internal;

/** How far a check got, with HAProxy's codes for failing there. */
enum Phase {
    CONNECT("L4CON", "L4TOUT", "while connecting"),
    TLS("L6RSP", "L6TOUT", "in the TLS handshake"),
    ANSWER("L7RSP", "L7TOUT", "waiting for the answer");

    private final String failureCode;
    private final String timeoutCode;
    private final String words;

    Phase(String failureCode, String timeoutCode, String words) {
        this.failureCode = failureCode;
        this.timeoutCode = timeoutCode;
        this.words = words;
    }

    String failureCode() {
        return failureCode;
    }

    String timeoutCode() {
        return timeoutCode;
    }

    String words() {
        return words;
    }
}
