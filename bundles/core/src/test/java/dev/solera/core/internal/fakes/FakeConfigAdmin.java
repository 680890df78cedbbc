package dev.solera.core.internal.fakes;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.SynchronousConfigurationListener;

/** A ConfigAdmin in memory that tells its listener of every change at once, as the real one does. Safe from any thread. */
public final class FakeConfigAdmin implements ConfigurationAdmin {
    private final Map<String, Dictionary<String, Object>> held = new ConcurrentSkipListMap<>();
    private final Set<String> made = new ConcurrentSkipListSet<>();

    /** Told of changes. */
    public volatile SynchronousConfigurationListener listener = event -> {};

    /** Returns what is held, by PID. */
    public Map<String, Map<String, Object>> held() {
        Map<String, Map<String, Object>> all = new TreeMap<>();
        held.forEach((pid, keys) -> {
            Map<String, Object> map = new TreeMap<>();
            keys.keys().asIterator().forEachRemaining(key -> map.put(key, keys.get(key)));
            all.put(pid, map);
        });
        return all;
    }

    /** Returns the PIDs of configurations that were made by being asked for, and are there without keys unless {@link #held()} has them. */
    public Set<String> made() {
        return Set.copyOf(made);
    }

    /** Somebody changes a configuration. */
    public void change(String pid, Map<String, String> keys) {
        update(pid, new Hashtable<>(keys));
    }

    /** Tells, late and once more, of a configuration. */
    public void tellAgain(String pid) {
        tell(ConfigurationEvent.CM_UPDATED, pid);
    }

    /** Somebody deletes a configuration. */
    public void delete(String pid) {
        held.remove(pid);
        made.remove(pid);
        tell(ConfigurationEvent.CM_DELETED, pid);
    }

    private void update(String pid, Dictionary<String, Object> keys) {
        held.put(pid, keys);
        tell(ConfigurationEvent.CM_UPDATED, pid);
    }

    @SuppressWarnings("unchecked")
    private void tell(int type, String pid) {
        listener.configurationEvent(
                new ConfigurationEvent(proxy(ServiceReference.class, (name, args) -> null), type, null, pid));
    }

    @SuppressWarnings("unchecked")
    private Configuration configuration(String pid) {
        return proxy(Configuration.class, (name, args) -> switch (name) {
            case "getPid" -> pid;
            case "getProperties" -> held.get(pid);
            case "update" -> {
                update(pid, (Dictionary<String, Object>) args[0]);
                yield null;
            }
            case "delete" -> {
                delete(pid);
                yield null;
            }
            default -> throw unexpected(name);
        });
    }

    @Override
    public Configuration getConfiguration(String pid, String location) {
        made.add(pid);
        return configuration(pid);
    }

    @Override
    public Configuration getFactoryConfiguration(String factoryPid, String name, String location) {
        made.add(factoryPid + "~" + name);
        return configuration(factoryPid + "~" + name);
    }

    @Override
    public Configuration[] listConfigurations(String filter) {
        String pattern = filter.replaceFirst("^\\(service\\.pid=(.*)\\)$", "$1");
        List<Configuration> found = new ArrayList<>();
        held.keySet().stream()
                .filter(pid -> pattern.endsWith("*")
                        ? pid.startsWith(pattern.substring(0, pattern.length() - 1))
                        : pid.equals(pattern))
                .forEach(pid -> found.add(configuration(pid)));
        return found.isEmpty() ? null : found.toArray(new Configuration[0]);
    }

    @Override
    public Configuration getConfiguration(String pid) {
        throw unexpected("getConfiguration without a location");
    }

    @Override
    public Configuration createFactoryConfiguration(String factoryPid) {
        throw unexpected("createFactoryConfiguration");
    }

    @Override
    public Configuration createFactoryConfiguration(String factoryPid, String location) {
        throw unexpected("createFactoryConfiguration");
    }

    @Override
    public Configuration getFactoryConfiguration(String factoryPid, String name) {
        throw unexpected("getFactoryConfiguration without a location");
    }

    /** The bridge names a location each time: without one a configuration would be bound to its bundle. */
    private static AssertionError unexpected(String call) {
        return new AssertionError(call + " is called");
    }

    @SuppressWarnings("unchecked")
    private static <T> T proxy(Class<T> type, Behaviour behaviour) {
        return (T) Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, args) -> behaviour.call(method.getName(), args));
    }

    private interface Behaviour {
        Object call(String name, Object[] args);
    }
}
