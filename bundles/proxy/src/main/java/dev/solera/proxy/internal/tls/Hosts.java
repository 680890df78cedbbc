package dev.solera.proxy.internal.tls;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which of several things belongs to a host name: that of the name itself before that of a wildcard (RFC 6125 §6.4.3). Immutable. */
public final class Hosts<T> {
    private final Map<String, T> byName = new HashMap<>();

    /** Adds {@code value} under {@code names}; who came first stays. */
    private void add(List<String> names, T value) {
        names.forEach(name -> byName.putIfAbsent(name, value));
    }

    /** Finds the values of a map under the names of its keys. */
    static <T> Hosts<T> of(Map<Site, T> sites) {
        Hosts<T> hosts = new Hosts<>();
        sites.forEach((site, value) -> hosts.add(site.hosts(), value));
        return hosts;
    }

    /** Finds the values of a map under its keys, which are in lower case. */
    public static <T> Hosts<T> byName(Map<String, T> values) {
        Hosts<T> hosts = new Hosts<>();
        hosts.byName.putAll(values);
        return hosts;
    }

    /** Returns the value of {@code host}, in any case, or null when no name fits. */
    @Nullable
    public T find(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        T exact = byName.get(name);
        int dot = name.indexOf('.');
        return exact != null || dot <= 0 ? exact : byName.get("*" + name.substring(dot));
    }
}
