package dev.solera.core.internal.fakes;

import dev.solera.api.Addresses;
import dev.solera.spi.HostNetwork;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A host with the interfaces and routes that the test says. Safe from any thread. */
public final class FakeNetwork implements HostNetwork {
    private final Map<String, String> links = new ConcurrentHashMap<>();
    private final Set<String> routes = ConcurrentHashMap.newKeySet();
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();

    /** Brings an interface into a state: {@code up}, {@code no carrier}. */
    public FakeNetwork link(String name, String why) {
        links.put(name, why);
        watchers.forEach(Runnable::run);
        return this;
    }

    /** Adds a route such as {@code 198.51.100.0/24 eth0 254}. */
    public FakeNetwork route(String words) {
        routes.add(words);
        watchers.forEach(Runnable::run);
        return this;
    }

    /** Returns how many watch. */
    public int watchers() {
        return watchers.size();
    }

    @Override
    public Optional<Interface> find(String name) {
        String why = links.get(name);
        return why == null
                ? Optional.empty()
                : Optional.of(new Interface(2, name, null, 1500, why.equals("up"), why, List.of()));
    }

    @Override
    public boolean hasRoute(InetAddress destination, int prefix, String device, int table) {
        return routes.contains(Addresses.text(destination) + "/" + prefix + " " + device + " " + table);
    }

    @Override
    public AutoCloseable watch(Runnable changed) {
        watchers.add(changed);
        return () -> watchers.remove(changed);
    }
}
