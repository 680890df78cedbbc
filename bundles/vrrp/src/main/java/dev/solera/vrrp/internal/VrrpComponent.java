package dev.solera.vrrp.internal;

import dev.solera.api.VrrpReport;
import dev.solera.spi.HostNetwork;
import dev.solera.spi.PacketPort;
import dev.solera.spi.Pulse;
import dev.solera.spi.VipBinder;
import dev.solera.spi.VrrpEngine;
import dev.solera.spi.VrrpListener;
import dev.solera.spi.VrrpSet;
import dev.solera.vrrp.LocalEngine;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * The engine as a service. It stops in good order, priority 0 and addresses off, when the appliance stops, when this bundle does, and when one of the
 * three it stands on goes: an engine without packets or addresses is none.
 */
@Component(service = VrrpEngine.class, immediate = true)
public final class VrrpComponent implements VrrpEngine {
    private final LocalEngine engine;

    /** Starts it, with nothing to do. */
    @Activate
    public VrrpComponent(@Reference PacketPort packets, @Reference VipBinder binder, @Reference HostNetwork network) {
        engine = new LocalEngine(packets, binder, network);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addPulse(Pulse pulse) {
        engine.watch(pulse);
    }

    void removePulse(Pulse pulse) {
        engine.unwatch(pulse);
    }

    @Deactivate
    void deactivate() {
        engine.shutdown();
    }

    @Override
    public String description() {
        return engine.description();
    }

    @Override
    public List<String> limits() {
        return engine.limits();
    }

    @Override
    public void apply(VrrpSet set) {
        engine.apply(set);
    }

    @Override
    public List<VrrpReport> reports() {
        return engine.reports();
    }

    @Override
    public boolean release(String instance, String why) {
        return engine.release(instance, why);
    }

    @Override
    public void shutdown() {
        engine.shutdown();
    }

    @Override
    public AutoCloseable listen(VrrpListener listener) {
        return engine.listen(listener);
    }
}
