package dev.solera.vrrp.internal;

import dev.solera.spi.HostNetwork;
import dev.solera.spi.PacketPort;
import dev.solera.spi.Pulse;
import dev.solera.spi.VipBinder;
import dev.solera.spi.VrrpEngine;
import dev.solera.vrrp.LocalEngine;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Registers the engine in this process, unless {@code solera.vrrp.process} asks for one in a process of its own. It stops in good order, priority 0 and
 * addresses off, when the appliance stops, when this bundle does, and when one of the three it stands on goes: an engine without packets or addresses is
 * none.
 */
@Component(
        immediate = true,
        service = {})
public final class VrrpComponent {
    private static final String PROPERTY = "solera.vrrp.process";
    private static final String ELSEWHERE = "lifeline";

    private final List<Pulse> early = new ArrayList<>();
    private final PacketPort packets;
    private final VipBinder binder;
    private final HostNetwork network;
    private @Nullable LocalEngine engine;
    private @Nullable ServiceRegistration<VrrpEngine> registration;

    /** Made by OSGi. */
    @Activate
    public VrrpComponent(@Reference PacketPort packets, @Reference VipBinder binder, @Reference HostNetwork network) {
        this.packets = packets;
        this.binder = binder;
        this.network = network;
    }

    @Activate
    void activate(BundleContext context) {
        if (ELSEWHERE.equals(context.getProperty(PROPERTY))) {
            return;
        }
        LocalEngine made = new LocalEngine(packets, binder, network);
        synchronized (early) {
            engine = made;
            early.forEach(made::watch);
        }
        registration = context.registerService(VrrpEngine.class, made, null);
    }

    @Deactivate
    void deactivate() {
        LocalEngine there = engine;
        ServiceRegistration<VrrpEngine> registered = registration;
        if (there != null && registered != null) {
            registered.unregister();
            there.shutdown();
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addPulse(Pulse pulse) {
        synchronized (early) {
            early.add(pulse);
            if (engine != null) {
                engine.watch(pulse);
            }
        }
    }

    void removePulse(Pulse pulse) {
        synchronized (early) {
            early.remove(pulse);
            if (engine != null) {
                engine.unwatch(pulse);
            }
        }
    }
}
