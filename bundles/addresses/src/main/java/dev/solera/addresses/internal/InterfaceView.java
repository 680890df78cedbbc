package dev.solera.addresses.internal;

import dev.solera.netlink.Address;
import dev.solera.netlink.Link;
import dev.solera.spi.HostNetwork;
import dev.solera.spi.HostNetwork.Interface;
import dev.solera.spi.MacAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An interface in the words of {@link HostNetwork}. */
record InterfaceView(Ownership ownership) {
    private static final int MAC_TEXT_LENGTH = 17;

    Interface show(Link link, List<Address> entries) {
        String why = !link.isUp() ? "administratively down" : !link.isRunning() ? "no carrier" : "up";
        return new Interface(
                link.index(),
                link.name(),
                mac(link),
                (int) Math.min(link.mtu(), Integer.MAX_VALUE),
                link.isRunning(),
                why,
                entries.stream().map(this::show).toList());
    }

    private HostNetwork.Address show(Address entry) {
        boolean usable = !entry.has(Address.TENTATIVE) && !entry.has(Address.DAD_FAILED);
        return new HostNetwork.Address(
                entry.local(), entry.prefixLength(), entry.scope(), usable, ownership.isOurs(entry));
    }

    /** Loopback has zeros, tunnels have their address there. */
    private static @Nullable MacAddress mac(Link link) {
        String text = link.hardwareAddress();
        return link.isLoopback() || text == null || text.length() != MAC_TEXT_LENGTH ? null : MacAddress.parse(text);
    }
}
