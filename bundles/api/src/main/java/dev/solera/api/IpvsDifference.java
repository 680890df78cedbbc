package dev.solera.api;

import org.jspecify.annotations.Nullable;

/**
 * Something the kernel's IPVS holds otherwise than it is to.
 *
 * @param service in ipvsadm's words, such as {@code TCP 192.0.2.1:80}
 * @param destination address and port, null when it is about the service itself
 * @param desired what is to be, such as {@code wrr persistent 300}; null when nothing is to be there
 * @param actual what is, null when nothing is there
 */
public record IpvsDifference(
        String service, @Nullable String destination, @Nullable String desired, @Nullable String actual) {}
