package dev.solera.core.internal.engine;

import dev.solera.api.Addresses;
import dev.solera.api.Listener;
import dev.solera.api.Vip;
import dev.solera.api.VipStatus;
import dev.solera.api.VirtualServer;
import dev.solera.api.VrrpInstance;
import dev.solera.api.VrrpReport;
import dev.solera.api.VrrpState;
import dev.solera.core.internal.model.Model;
import dev.solera.core.internal.model.Router;
import dev.solera.core.internal.vrrp.Routers;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The addresses that float, and those that virtual servers listen on without any floating. */
final class Vips {
    private Vips() {}

    /** Returns them all, sorted by name. */
    static List<VipStatus> of(Model model, Routers routers) {
        Map<String, List<String>> listeners = new HashMap<>();
        SortedMap<String, InetAddress> others = new TreeMap<>();
        for (VirtualServer server : model.virtualServers().values()) {
            for (Listener listener : server.listeners()) {
                InetAddress address = listener.address().getAddress();
                others.put(Addresses.text(address), address);
                listeners
                        .computeIfAbsent(Addresses.text(address), t -> new ArrayList<>())
                        .add(server.name() + ":" + listener.address().getPort() + "/"
                                + listener.protocol().text());
            }
        }
        Map<String, VrrpReport> reports = routers.reports();
        List<VipStatus> vips = new ArrayList<>();
        for (Router router : model.routers().values()) {
            VrrpInstance instance = router.instance();
            for (Vip vip : instance.vips()) {
                String text = Addresses.text(vip.address());
                others.remove(text);
                vips.add(floating(instance, vip, reports.get(instance.name()), sorted(listeners.get(text))));
            }
        }
        others.forEach((text, address) -> vips.add(
                new VipStatus(text, address, isLocal(address), null, null, null, null, sorted(listeners.get(text)))));
        vips.sort(Comparator.comparing(VipStatus::name));
        return vips;
    }

    private static VipStatus floating(
            VrrpInstance instance, Vip vip, @Nullable VrrpReport report, List<String> listeners) {
        String device = vip.device();
        return new VipStatus(
                vip.name(),
                vip.address(),
                isLocal(vip.address()),
                instance.name(),
                report == null ? VrrpState.INIT : report.state(),
                device == null ? instance.interfaceName() : device,
                report == null ? null : report.since(),
                listeners);
    }

    private static List<String> sorted(@Nullable List<String> listeners) {
        return listeners == null ? List.of() : listeners.stream().sorted().toList();
    }

    private static boolean isLocal(InetAddress address) {
        try {
            return address.isAnyLocalAddress()
                    || address.isLoopbackAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }
}
