package dev.solera.spi;

/**
 * An edit that a data plane refused.
 *
 * @param ref the object; everything else was done
 * @param reason in an operator's words, such as {@code cannot listen on 127.0.0.1:80: permission denied}
 */
public record Failure(Ref ref, String reason) {}
