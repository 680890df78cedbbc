package dev.solera.addresses.internal;

import dev.solera.api.Addresses;
import dev.solera.api.Vip;
import dev.solera.api.VrrpInstance;
import dev.solera.spi.VipBinder.Claim;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Claims as a test writes them: {@code Claims.on("eth0", 51).vip("web", "192.0.2.10/24").lease(3).claim()}. */
final class Claims {
    private final String interfaceName;
    private final int vrid;
    private final List<Vip> vips = new ArrayList<>();
    private final List<VrrpInstance.Route> routes = new ArrayList<>();
    private final List<VrrpInstance.Rule> rules = new ArrayList<>();
    private String name;
    private int priority = 100;
    private boolean vmac;
    private boolean accept = true;
    private Duration lease = Duration.ofSeconds(30);

    private Claims(String interfaceName, int vrid) {
        this.interfaceName = interfaceName;
        this.vrid = vrid;
        this.name = interfaceName + "-" + vrid;
    }

    static Claims on(String interfaceName, int vrid) {
        return new Claims(interfaceName, vrid);
    }

    Claims named(String text) {
        name = text;
        return this;
    }

    Claims vip(String vipName, String text) {
        return vip(vipName, text, null, null, 0);
    }

    Claims vip(String vipName, String text, String device, String label, int scope) {
        String[] parts = text.split("/");
        InetAddress address = Addresses.parseIp(parts[0]);
        vips.add(new Vip(vipName, address, Integer.parseInt(parts[1]), device, label, scope, true));
        return this;
    }

    Claims route(String destination, String via, String device, String source, int table, int metric) {
        String[] parts = destination.split("/");
        routes.add(new VrrpInstance.Route(
                "r" + routes.size(),
                Addresses.parseIp(parts[0]),
                Integer.parseInt(parts[1]),
                via == null ? null : Addresses.parseIp(via),
                device,
                source == null ? null : Addresses.parseIp(source),
                table,
                metric));
        return this;
    }

    Claims rule(String from, String to, int table, int rulePriority) {
        boolean v6 = (from == null ? to : from).contains(":");
        rules.add(new VrrpInstance.Rule("u" + rules.size(), v6, from, to, table, rulePriority));
        return this;
    }

    Claims vmac() {
        vmac = true;
        return this;
    }

    Claims closed() {
        accept = false;
        return this;
    }

    Claims priority(int value) {
        priority = value;
        return this;
    }

    Claims lease(Duration value) {
        lease = value;
        return this;
    }

    Claim claim() {
        VrrpInstance instance = new VrrpInstance(
                name,
                interfaceName,
                vrid,
                3,
                priority,
                Duration.ofSeconds(1),
                vips,
                true,
                Duration.ZERO,
                Duration.ZERO,
                3,
                true,
                true,
                false,
                true,
                false,
                null,
                vmac,
                accept,
                "none",
                new VrrpInstance.Unicast(List.of(), 255),
                new VrrpInstance.Announce(
                        5, Duration.ofSeconds(5), Duration.ZERO, 1, 5, Duration.ofSeconds(5), Duration.ZERO),
                routes,
                rules,
                List.of());
        return new Claim(instance, lease);
    }
}
