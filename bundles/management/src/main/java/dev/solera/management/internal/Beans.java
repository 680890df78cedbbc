package dev.solera.management.internal;

import dev.solera.api.ApplianceChanges;
import dev.solera.api.ApplianceControl;
import dev.solera.api.ApplianceView;
import dev.solera.api.CheckStatus;
import dev.solera.api.PlaneStatus;
import dev.solera.api.PoolStatus;
import dev.solera.api.RealServerStatus;
import dev.solera.api.VirtualServerStatus;
import dev.solera.api.VrrpStatus;
import dev.solera.management.ApplianceMXBean;
import dev.solera.management.DataPlaneMXBean;
import dev.solera.management.HealthCheckerMXBean;
import dev.solera.management.PoolMXBean;
import dev.solera.management.RealServerMXBean;
import dev.solera.management.VirtualServerMXBean;
import dev.solera.management.VrrpInstanceMXBean;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one bean registered for each object of the view. {@link #reconcile} compares and repairs, so a missed event costs nothing.
 *
 * <p>An MBean server answers a pattern with registered beans alone, so beans cannot be made when asked for; above
 * {@link #MAX_SINGLE} real servers those of single servers are left out, and a pool's {@code Members} serves them.
 */
final class Beans implements AutoCloseable {
    /** More real servers than this have no beans of their own. */
    static final int MAX_SINGLE = 2000;

    private static final Logger log = LoggerFactory.getLogger(Beans.class);
    /** What needs no quotes: configuration allows no other names. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.-]+");

    private final MBeanServer server;
    private final ApplianceView view;
    private final Operations operations;
    private final Set<ObjectName> registered = new HashSet<>();
    private boolean closed;

    Beans(MBeanServer server, ApplianceView view, ApplianceControl control, ApplianceChanges changes) {
        this.server = server;
        this.view = view;
        this.operations = new Operations(control, changes);
    }

    /** Registers what is new and unregisters what is gone. Safe from any thread. */
    synchronized void reconcile() {
        if (closed) {
            return;
        }
        Map<ObjectName, Supplier<StandardMBean>> wanted = wanted();
        for (ObjectName name : Set.copyOf(registered)) {
            if (!wanted.containsKey(name)) {
                unregister(name);
            }
        }
        wanted.forEach((name, bean) -> {
            if (!registered.contains(name)) {
                register(name, bean.get());
            }
        });
    }

    /** Unregisters everything; a later {@link #reconcile} does nothing. */
    @Override
    public synchronized void close() {
        closed = true;
        Set.copyOf(registered).forEach(this::unregister);
    }

    private Map<ObjectName, Supplier<StandardMBean>> wanted() {
        Wanted wanted = new Wanted();
        wanted.add("type=Appliance", ApplianceMXBean.class, () -> new ApplianceBean(view, operations));
        for (PlaneStatus plane : view.status().planes()) {
            wanted.add(
                    "type=DataPlane,name=" + value(plane.name()),
                    DataPlaneMXBean.class,
                    () -> new DataPlaneBean(view, plane.name()));
        }
        for (VirtualServerStatus virtual : view.virtualServers()) {
            String name = virtual.config().name();
            wanted.add(
                    "type=VirtualServer,name=" + value(name),
                    VirtualServerMXBean.class,
                    () -> new VirtualServerBean(view, name));
        }
        for (VrrpStatus router : view.vrrpInstances()) {
            String name = router.instance().name();
            wanted.add(
                    "type=VrrpInstance,name=" + value(name),
                    VrrpInstanceMXBean.class,
                    () -> new VrrpInstanceBean(view, operations, name));
        }
        var pools = view.pools();
        boolean single = pools.stream().mapToInt(p -> p.members().size()).sum() <= MAX_SINGLE;
        for (PoolStatus pool : pools) {
            String name = pool.config().name();
            wanted.add("type=Pool,name=" + value(name), PoolMXBean.class, () -> new PoolBean(view, operations, name));
            if (single) {
                pool.members().forEach(member -> addReal(wanted, member));
            }
        }
        return wanted.beans;
    }

    private void addReal(Wanted wanted, RealServerStatus real) {
        String pool = value(real.ref().pool());
        String name = value(real.ref().real());
        wanted.add(
                "type=RealServer,pool=" + pool + ",name=" + name,
                RealServerMXBean.class,
                () -> new RealServerBean(view, operations, real.ref()));
        for (CheckStatus status : real.checks()) {
            String check = status.check().name();
            wanted.add(
                    "type=HealthChecker,pool=" + pool + ",real=" + name + ",name=" + value(check),
                    HealthCheckerMXBean.class,
                    () -> new HealthCheckerBean(view, operations, real.ref(), check));
        }
    }

    private void register(ObjectName name, StandardMBean bean) {
        try {
            server.registerMBean(bean, name);
            registered.add(name);
        } catch (JMException e) {
            log.warn("jmx: cannot register {}: {}", name, e.toString());
        }
    }

    private void unregister(ObjectName name) {
        registered.remove(name);
        try {
            server.unregisterMBean(name);
        } catch (InstanceNotFoundException e) {
            log.debug("jmx: {} was unregistered by somebody else", name);
        } catch (JMException e) {
            log.warn("jmx: cannot unregister {}: {}", name, e.toString());
        }
    }

    private static String value(String text) {
        return PLAIN.matcher(text).matches() ? text : ObjectName.quote(text);
    }

    /** Beans to be registered, made when they are not there yet. */
    private static final class Wanted {
        final Map<ObjectName, Supplier<StandardMBean>> beans = new LinkedHashMap<>();

        <T> void add(String keys, Class<T> type, Supplier<? extends T> bean) {
            beans.put(name(keys), () -> new StandardMBean(bean.get(), type, true));
        }

        private static ObjectName name(String keys) {
            try {
                return new ObjectName("solera:" + keys);
            } catch (MalformedObjectNameException e) {
                throw new IllegalStateException("solera:" + keys, e);
            }
        }
    }
}
