package dev.solera.core.internal.model;

/** Reads what a value such as {@code file:vrrp.key} refers to. */
@FunctionalInterface
public interface SecretSource {
    /** Has nothing. */
    SecretSource NONE = name -> {
        throw new IllegalArgumentException("a file below the configuration folder");
    };

    /**
     * Returns the content of a file below the configuration folder.
     *
     * @throws IllegalArgumentException with what was expected; the content is not repeated
     */
    String read(String name);
}
