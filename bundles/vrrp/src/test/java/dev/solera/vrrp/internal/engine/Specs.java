package dev.solera.vrrp.internal.engine;

import dev.solera.api.Addresses;
import dev.solera.api.Vip;
import dev.solera.api.VrrpInstance;
import dev.solera.spi.VrrpDemand;
import dev.solera.spi.VrrpSecrets;
import dev.solera.spi.VrrpSpec;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A virtual router's configuration, word by word; what is not said is the default. */
final class Specs {
    String name = "web";
    String interfaceName = "eth0";
    int vrid = 51;
    int version = 3;
    int priority = 100;
    Duration interval = Duration.ofSeconds(1);
    List<Vip> vips = new ArrayList<>();
    boolean preempt = true;
    Duration startupDelay = Duration.ZERO;
    boolean vmac;
    InetAddress source;
    List<VrrpInstance.Peer> peers = List.of();
    VrrpInstance.Announce announce = announce(5, Duration.ofSeconds(5), Duration.ZERO);
    VrrpSecrets secrets = VrrpSecrets.NONE;
    String fault;
    String yield;

    static Specs router(String name, int vrid, int priority) {
        Specs specs = new Specs();
        specs.name = name;
        specs.vrid = vrid;
        specs.priority = priority;
        return specs;
    }

    /** The one most tests use: web, 10.9.0.100. */
    static Specs web(int priority) {
        return router("web", 51, priority).vip("web", "10.9.0.100");
    }

    static VrrpInstance.Announce announce(int repeat, Duration delay, Duration gap) {
        return new VrrpInstance.Announce(repeat, delay, Duration.ZERO, 1, repeat, delay, gap);
    }

    static VrrpSecrets hmac(int active, boolean monotonic, String... keys) {
        TreeMap<Integer, String> byId = new TreeMap<>();
        for (int i = 0; i < keys.length; i++) {
            byId.put(i + 1, keys[i].repeat(32));
        }
        return new VrrpSecrets(null, byId, active, monotonic, 5, VrrpSecrets.Mode.ENFORCE);
    }

    Specs vip(String vip, String address) {
        return vip(vip, address, null);
    }

    Specs vip(String vip, String address, String device) {
        InetAddress parsed = Addresses.parseIp(address);
        vips.add(new Vip(vip, parsed, parsed.getAddress().length == 4 ? 24 : 64, device, null, 0, true));
        return this;
    }

    Specs vips(int count) {
        for (int i = 1; i <= count; i++) {
            vip("v" + i, "10.9." + (1 + i / 200) + "." + (1 + i % 200));
        }
        return this;
    }

    Specs on(String device) {
        interfaceName = device;
        return this;
    }

    Specs version(int number) {
        version = number;
        return this;
    }

    Specs every(long millis) {
        interval = Duration.ofMillis(millis);
        return this;
    }

    Specs announcing(int repeat, Duration delay, Duration gap) {
        announce = announce(repeat, delay, gap);
        return this;
    }

    Specs preempt(boolean flag) {
        preempt = flag;
        return this;
    }

    Specs secrets(VrrpSecrets all) {
        secrets = all;
        return this;
    }

    Specs vmac() {
        vmac = true;
        return this;
    }

    Specs peers(String... addresses) {
        peers = new ArrayList<>();
        for (String address : addresses) {
            peers.add(new VrrpInstance.Peer("p" + peers.size(), Addresses.parseIp(address), 0, 255));
        }
        return this;
    }

    Specs fault(String why) {
        fault = why;
        return this;
    }

    Specs yield(String why) {
        this.yield = why;
        return this;
    }

    VrrpSpec spec() {
        VrrpInstance instance = new VrrpInstance(
                name,
                interfaceName,
                vrid,
                version,
                priority,
                interval,
                vips,
                preempt,
                Duration.ZERO,
                startupDelay,
                3,
                true,
                true,
                false,
                true,
                false,
                source,
                vmac,
                true,
                secrets.toString(),
                new VrrpInstance.Unicast(peers, 255),
                announce,
                List.of(),
                List.of(),
                List.of());
        return new VrrpSpec(instance, secrets, new VrrpDemand(priority, fault, yield));
    }
}
