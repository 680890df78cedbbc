package dev.solera.core.internal;

import dev.solera.api.ApplianceChanges;
import dev.solera.api.ApplianceControl;
import dev.solera.api.ApplianceEvent;
import dev.solera.api.ApplianceExplain;
import dev.solera.api.ApplianceListener;
import dev.solera.api.ApplianceView;
import dev.solera.api.IpvsView;
import dev.solera.core.internal.engine.Audited;
import dev.solera.core.internal.engine.Engine;
import dev.solera.core.internal.engine.LiveChanges;
import dev.solera.core.internal.engine.LiveControl;
import dev.solera.core.internal.engine.LiveExplain;
import dev.solera.core.internal.engine.LiveView;
import dev.solera.spi.DataPlane;
import dev.solera.spi.HealthCheckerFactory;
import dev.solera.spi.HostNetwork;
import dev.solera.spi.PlanPolicy;
import dev.solera.spi.Pulse;
import dev.solera.spi.SchedulerFactory;
import dev.solera.spi.VrrpEngine;
import dev.solera.spi.WeightAdvisorFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the engine, hands it plug-ins and data planes as they come and go, and registers the services of {@code dev.solera.api}. */
@Component(
        immediate = true,
        service = {})
public final class CoreComponent {
    private static final Logger LOG = LoggerFactory.getLogger(CoreComponent.class);

    private final PluginTable plugins = new PluginTable();
    private final List<ApplianceListener> listeners = new CopyOnWriteArrayList<>();
    private final List<DataPlane> planes = new ArrayList<>();
    private final List<Pulse> pulses = new ArrayList<>();
    private final ExecutorService events = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "solera-events");
        thread.setDaemon(true);
        return thread;
    });
    private final ConfigurationAdmin configurationAdmin;
    private @Nullable VrrpEngine vrrp;
    private @Nullable HostNetwork network;
    private @Nullable IpvsView ipvs;
    private @Nullable Engine engine;
    private @Nullable ConfigAdminBridge bridge;
    private final List<ServiceRegistration<?>> services = new ArrayList<>();

    /** Made by OSGi. */
    @Activate
    public CoreComponent(@Reference ConfigurationAdmin configurationAdmin) {
        this.configurationAdmin = configurationAdmin;
    }

    @Activate
    void activate(BundleContext context) {
        Path etc = Path.of(folder(context, "karaf.etc"));
        Path data = Path.of(folder(context, "karaf.data")).resolve("solera");
        ConfigAdminBridge newBridge = new ConfigAdminBridge(configurationAdmin);
        Engine newEngine = new Engine(etc, data, plugins, Clock.systemUTC(), this::tell, newBridge::publish);
        newBridge.connect(newEngine);
        synchronized (planes) {
            engine = newEngine;
            bridge = newBridge;
            pulses.forEach(newEngine::addPulse);
            planes.forEach(newEngine::addPlane);
            newEngine.useIpvs(ipvs);
            if (network != null) {
                newEngine.useNetwork(network);
            }
            if (vrrp != null) {
                newEngine.useVrrp(vrrp);
            }
        }
        newEngine.start();
        services.add(context.registerService(Pulse.class, new WriterPulse(newEngine), null));
        String version = context.getBundle().getVersion().toString();
        services.add(context.registerService(
                ApplianceView.class, new LiveView(newEngine, version, plugins::schedulerProvider), null));
        services.add(context.registerService(
                ApplianceControl.class,
                Audited.changes(ApplianceControl.class, new LiveControl(newEngine, Clock.systemUTC())),
                null));
        services.add(context.registerService(
                ApplianceChanges.class,
                Audited.changes(ApplianceChanges.class, new LiveChanges(newEngine, etc)),
                null));
        services.add(context.registerService(ApplianceExplain.class, new LiveExplain(newEngine), null));
        services.add(newBridge.register(context));
    }

    @Deactivate
    void deactivate(BundleContext context) {
        services.forEach(ServiceRegistration::unregister);
        services.clear();
        Engine old;
        ConfigAdminBridge oldBridge;
        synchronized (planes) {
            old = engine;
            oldBridge = bridge;
            engine = null;
            bridge = null;
        }
        if (oldBridge != null) {
            oldBridge.close();
        }
        if (old != null) {
            if (context.getBundle(Constants.SYSTEM_BUNDLE_ID).getState() == Bundle.STOPPING) {
                old.farewell();
            }
            old.close();
        }
        events.shutdown();
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addScheduler(SchedulerFactory factory, ServiceReference<SchedulerFactory> reference) {
        plugins.add(factory, provider(reference));
        pluginsChanged();
    }

    void removeScheduler(SchedulerFactory factory) {
        plugins.remove(factory);
        pluginsChanged();
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addChecker(HealthCheckerFactory factory, ServiceReference<HealthCheckerFactory> reference) {
        plugins.add(factory, provider(reference));
        pluginsChanged();
    }

    void removeChecker(HealthCheckerFactory factory) {
        plugins.remove(factory);
        pluginsChanged();
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addAdvisor(WeightAdvisorFactory factory, ServiceReference<WeightAdvisorFactory> reference) {
        plugins.add(factory, provider(reference));
        pluginsChanged();
    }

    void removeAdvisor(WeightAdvisorFactory factory) {
        plugins.remove(factory);
        pluginsChanged();
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addPlane(DataPlane plane) {
        Engine current;
        synchronized (planes) {
            planes.add(plane);
            current = engine;
        }
        if (current != null) {
            current.addPlane(plane);
        }
    }

    void removePlane(DataPlane plane) {
        Engine current;
        synchronized (planes) {
            planes.remove(plane);
            current = engine;
        }
        if (current != null) {
            current.removePlane(plane);
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setVrrp(VrrpEngine now) {
        Engine current;
        synchronized (planes) {
            vrrp = now;
            current = engine;
        }
        if (current != null) {
            current.useVrrp(now);
        }
    }

    void unsetVrrp(VrrpEngine old) {
        Engine current;
        synchronized (planes) {
            if (vrrp != old) {
                return; // another one has come in its place already
            }
            vrrp = null;
            current = engine;
        }
        if (current != null) {
            current.useVrrp(null);
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setNetwork(HostNetwork now) {
        Engine current;
        synchronized (planes) {
            network = now;
            current = engine;
        }
        if (current != null) {
            current.useNetwork(now);
        }
    }

    void unsetNetwork(HostNetwork old) {
        Engine current;
        synchronized (planes) {
            if (network != old) {
                return; // another one has come in its place already
            }
            network = null;
            current = engine;
        }
        if (current != null) {
            current.useNetwork(null);
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setIpvs(IpvsView now) {
        synchronized (planes) {
            ipvs = now;
            if (engine != null) {
                engine.useIpvs(now);
            }
        }
    }

    void unsetIpvs(IpvsView old) {
        synchronized (planes) {
            if (ipvs != old) {
                return; // another one has come in its place already
            }
            ipvs = null;
            if (engine != null) {
                engine.useIpvs(null);
            }
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addPulse(Pulse pulse) {
        synchronized (planes) {
            pulses.add(pulse);
            if (engine != null) {
                engine.addPulse(pulse);
            }
        }
    }

    void removePulse(Pulse pulse) {
        synchronized (planes) {
            pulses.remove(pulse);
            if (engine != null) {
                engine.removePulse(pulse);
            }
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addPolicy(PlanPolicy policy) {
        plugins.add(policy);
    }

    void removePolicy(PlanPolicy policy) {
        plugins.remove(policy);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addListener(ApplianceListener listener) {
        listeners.add(listener);
    }

    void removeListener(ApplianceListener listener) {
        listeners.remove(listener);
    }

    private void pluginsChanged() {
        Engine current;
        synchronized (planes) {
            current = engine;
        }
        if (current != null) {
            current.pluginsChanged();
        }
    }

    private void tell(ApplianceEvent event) {
        if (listeners.isEmpty() || events.isShutdown()) {
            return;
        }
        events.execute(() -> listeners.forEach(listener -> {
            try {
                listener.onEvent(event);
            } catch (RuntimeException e) {
                LOG.warn("listener {} failed on {}", listener.getClass().getName(), event, e);
            }
        }));
    }

    /** Core's writer. */
    private record WriterPulse(Engine engine) implements Pulse {
        @Override
        public String name() {
            return "core";
        }

        @Override
        public long lastBeatNanos() {
            return engine.lastBeatNanos();
        }

        @Override
        public @Nullable Thread thread() {
            return engine.writerThread();
        }
    }

    private static String folder(BundleContext context, String property) {
        String folder = context.getProperty(property);
        if (folder == null) {
            throw new IllegalStateException(property + ": not set (expected: a folder)");
        }
        return folder;
    }

    private static String provider(ServiceReference<?> reference) {
        Bundle bundle = reference.getBundle();
        return bundle == null
                ? String.valueOf(reference.getProperty(Constants.SERVICE_ID))
                : bundle.getSymbolicName() + " " + bundle.getVersion();
    }
}
