package dev.solera.api;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An address that floats, or that virtual servers listen on.
 *
 * @param name the VIP's name, or the address itself when it has none
 * @param address the address
 * @param local whether an interface of this host holds the address (or it is a wildcard)
 * @param instance the virtual router that decides where it is, null when none does
 * @param state where that one stands, null when none does
 * @param device the interface it belongs on, null when no virtual router decides
 * @param since when that state began, null when none decides or no engine runs
 * @param listeners what listens there, as {@code virtualserver:port/protocol}, sorted
 */
public record VipStatus(
        String name,
        InetAddress address,
        boolean local,
        @Nullable String instance,
        @Nullable VrrpState state,
        @Nullable String device,
        @Nullable Instant since,
        List<String> listeners) {}
