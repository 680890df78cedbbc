package dev.solera.api;

/** A change or a question that the appliance refuses. The message says what, and what was expected, in the operator's words. */
public class ApplianceException extends RuntimeException {
    public ApplianceException(String message) {
        super(message);
    }

    public ApplianceException(String message, Throwable cause) {
        super(message, cause);
    }
}
