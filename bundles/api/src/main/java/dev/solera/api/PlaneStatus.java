package dev.solera.api;

/**
 * A data plane that is installed.
 *
 * @param name such as {@code proxy}
 * @param description what it runs on, such as {@code epoll, 2 event loops}
 */
public record PlaneStatus(String name, String description) {}
