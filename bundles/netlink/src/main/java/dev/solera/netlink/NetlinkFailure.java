package dev.solera.netlink;

/**
 * A request of a batch that was not done.
 *
 * @param request which
 * @param cause why
 */
public record NetlinkFailure(NetlinkRequest request, NetlinkException cause) {}
