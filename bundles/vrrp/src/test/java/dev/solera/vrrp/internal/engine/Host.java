package dev.solera.vrrp.internal.engine;

import dev.solera.api.Addresses;
import dev.solera.api.Vip;
import dev.solera.api.VrrpReport;
import dev.solera.api.VrrpState;
import dev.solera.api.VrrpTransition;
import dev.solera.spi.HostNetwork;
import dev.solera.spi.MacAddress;
import dev.solera.spi.VipBinder;
import dev.solera.spi.VrrpListener;
import dev.solera.spi.VrrpSet;
import dev.solera.spi.VrrpSpec;
import dev.solera.vrrp.internal.wire.AddressClaim;
import dev.solera.vrrp.internal.wire.ReceivedPacket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A host of the lab: an engine, its sockets, its kernel's addresses and interfaces, and a journal of all that happened, with times. */
final class Host implements VipBinder, HostNetwork {
    final Lab lab;
    final FakePackets packets = new FakePackets(this);
    final Works works;
    /** What happened, such as {@code 3609375000 advert 100}, in order. */
    final List<String> journal = new ArrayList<>();

    final List<String> transitions = new ArrayList<>();
    final List<String> troubles = new ArrayList<>();
    /** Addresses in the kernel, as {@code device address/prefix}, with who put them there and how long they live. */
    final Map<String, Lease> kernel = new LinkedHashMap<>();

    final Map<String, Interface> interfaces = new TreeMap<>();
    final Set<String> gone = new HashSet<>();
    /** VIPs that cannot be bound, and why; {@code *} is all. */
    final Map<String, String> unbindable = new HashMap<>();

    boolean alive = true;
    boolean woken;
    boolean journaling = true;
    long firstAdvert = -1;
    long lastAdvert = -1;
    int binds;
    int renewals;
    private final ReceivedPacket packet = new ReceivedPacket();
    private @Nullable Runnable changed;
    private long loopNext;
    private long deskNext;

    Host(Lab lab, String address, MacAddress mac) {
        this.lab = lab;
        interfaces.put("eth0", wired("eth0", 2, mac, address));
        works = new Works(lab, packets, this, this);
        works.listen(new VrrpListener() {
            @Override
            public void onTransition(String instance, VrrpTransition transition) {
                transitions.add(
                        instance + " " + transition.from() + " -> " + transition.to() + ": " + transition.why());
            }

            @Override
            public void onTrouble(Instant at, String instance, String what) {
                troubles.add(instance + ": " + what);
            }
        });
        watch(works::onNetwork);
        loopNext = lab.nanos();
    }

    static Interface wired(String name, int index, MacAddress mac, String... addresses) {
        List<Address> all = new ArrayList<>();
        for (String text : addresses) {
            InetAddress address = Addresses.parseIp(text);
            boolean linkLocal = address.isLinkLocalAddress();
            all.add(new Address(address, linkLocal ? 64 : 24, linkLocal ? 253 : 0, true, false));
        }
        return new Interface(index, name, mac, 1500, true, "up", all);
    }

    void apply(VrrpSpec... specs) {
        apply(new VrrpSet(List.of(specs), List.of(), Duration.ofSeconds(1), Duration.ofSeconds(30)));
    }

    void apply(VrrpSet set) {
        works.apply(set);
        step();
    }

    void kill() {
        alive = false;
    }

    /** Sets an interface's state and tells the engine. */
    void link(String name, boolean up) {
        Interface was = interfaces.get(name);
        set(new Interface(was.index(), name, was.mac(), was.mtu(), up, up ? "up" : "no carrier", was.addresses()));
    }

    void set(Interface changedTo) {
        interfaces.put(changedTo.name(), changedTo);
        tellChanged();
    }

    void tellChanged() {
        if (changed != null) {
            changed.run();
        }
    }

    VrrpReport report(String instance) {
        return works.reports().stream()
                .filter(r -> r.name().equals(instance))
                .findFirst()
                .orElseThrow();
    }

    VrrpState state(String instance) {
        return report(instance).state();
    }

    boolean isMaster(String instance) {
        return works.reports().stream().anyMatch(r -> r.name().equals(instance) && r.state() == VrrpState.MASTER);
    }

    /** Returns the addresses in the kernel now. */
    List<String> bound() {
        return kernel.entrySet().stream()
                .filter(e -> e.getValue().until - lab.nanos() > 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Returns what the journal has since {@code from}, without times. */
    List<String> since(int from) {
        return journal.subList(from, journal.size()).stream()
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .toList();
    }

    long count(String what) {
        return journal.stream().filter(line -> line.endsWith(" " + what)).count();
    }

    /** Returns when {@code what} happened first, counted from {@code fromNanos} on; -1 for never. */
    long when(String what, long fromNanos) {
        return journal.stream()
                .filter(line -> line.endsWith(" " + what))
                .mapToLong(line -> Long.parseLong(line.substring(0, line.indexOf(' '))))
                .filter(at -> at >= fromNanos)
                .findFirst()
                .orElse(-1);
    }

    void step() {
        if (!alive) {
            return;
        }
        do {
            woken = false;
            loopNext = works.loop().step();
            long left = works.desk().step();
            deskNext = left == Long.MAX_VALUE ? lab.nanos() + 3600 * Lab.SECOND : lab.nanos() + Math.max(left, 1);
        } while (woken || packets.anyWaiting());
        works.news().step();
    }

    long next() {
        if (!alive) {
            return lab.nanos() + 3600 * Lab.SECOND;
        }
        return loopNext - deskNext < 0 ? loopNext : deskNext;
    }

    void onSent(String interfaceName, byte[] frame) {
        ByteBuffer view = ByteBuffer.wrap(frame);
        if (packet.ofFrame(view)) {
            firstAdvert = firstAdvert < 0 ? lab.at() : firstAdvert;
            lastAdvert = lab.at();
            note("advert " + (frame[(packet.v6() ? 54 : 34) + 2] & 0xff));
        } else {
            AddressClaim claim = AddressClaim.read(view);
            note("claim " + (claim == null ? "?" : claim.address() + " at " + claim.sender()));
        }
        lab.transmit(this, interfaceName, frame);
    }

    private void note(String what) {
        if (journaling) {
            journal.add(lab.at() + " " + what);
        }
    }

    @Override
    public List<String> limits() {
        return List.of();
    }

    @Override
    public List<Failure> prepare(List<Claim> claims) {
        note("prepare " + claims.stream().map(Claim::name).toList());
        return List.of();
    }

    @Override
    public List<Failure> bind(Claim claim) {
        binds++;
        List<Failure> failures = put(claim);
        note("bind " + claim.name() + " " + claim.vips().size());
        return failures;
    }

    @Override
    public List<Failure> change(Claim before, Claim now) {
        note("change " + before.name());
        Set<String> stays = new HashSet<>();
        now.vips().forEach(vip -> stays.add(key(now, vip)));
        for (Vip vip : before.vips()) {
            Lease lease = kernel.get(key(before, vip));
            if (lease != null && !stays.contains(key(before, vip)) && lease.claim.equals(before.name())) {
                kernel.remove(key(before, vip));
                note("gone " + vip.address().getHostAddress());
            }
        }
        return List.of();
    }

    @Override
    public List<Failure> renew(List<Claim> claims) {
        renewals++;
        List<Failure> failures = new ArrayList<>();
        claims.forEach(claim -> failures.addAll(put(claim)));
        return failures;
    }

    @Override
    public List<Failure> release(Claim claim) {
        note("release " + claim.name());
        for (Vip vip : claim.vips()) {
            Lease lease = kernel.get(key(claim, vip));
            if (lease != null && lease.claim.equals(claim.name())) {
                kernel.remove(key(claim, vip));
                note("gone " + vip.address().getHostAddress());
            }
        }
        return List.of();
    }

    @Override
    public List<String> bound(Claim claim) {
        return claim.vips().stream()
                .filter(vip -> kernel.containsKey(key(claim, vip)))
                .map(Vip::name)
                .toList();
    }

    @Override
    public Optional<Interface> find(String name) {
        Interface found = gone.contains(name) ? null : interfaces.get(name);
        if (found == null) {
            return Optional.empty();
        }
        List<Address> addresses = new ArrayList<>();
        kernel.keySet().stream().filter(k -> k.startsWith(name + " ")).forEach(k -> {
            String[] words = k.substring(name.length() + 1).split("/");
            addresses.add(new Address(Addresses.parseIp(words[0]), Integer.parseInt(words[1]), 0, true, true));
        });
        addresses.addAll(found.addresses());
        return Optional.of(
                new Interface(found.index(), name, found.mac(), found.mtu(), found.up(), found.why(), addresses));
    }

    @Override
    public boolean hasRoute(InetAddress destination, int prefix, @Nullable String device, int table) {
        return false;
    }

    @Override
    public AutoCloseable watch(Runnable onChange) {
        changed = onChange;
        return () -> changed = null;
    }

    private List<Failure> put(Claim claim) {
        List<Failure> failures = new ArrayList<>();
        String all = unbindable.get("*");
        if (all != null) {
            return List.of(new Failure(claim.name(), null, all));
        }
        for (Vip vip : claim.vips()) {
            String why = unbindable.get(vip.name());
            if (why != null) {
                failures.add(new Failure(claim.name(), vip.name(), why));
                continue;
            }
            kernel.put(
                    key(claim, vip),
                    new Lease(claim.name(), lab.nanos() + claim.lease().toNanos()));
        }
        return failures;
    }

    private static String key(Claim claim, Vip vip) {
        return (vip.device() == null ? claim.instance().interfaceName() : vip.device()) + " " + vip;
    }

    record Lease(String claim, long until) {}
}
