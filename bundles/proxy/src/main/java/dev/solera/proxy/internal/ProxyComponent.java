package dev.solera.proxy.internal;

import dev.solera.api.Counters;
import dev.solera.proxy.ProxyPlane;
import dev.solera.proxy.ProxySettings;
import dev.solera.spi.Ages;
import dev.solera.spi.DataPlane;
import dev.solera.spi.Edit;
import dev.solera.spi.Explained;
import dev.solera.spi.Failure;
import dev.solera.spi.Flow;
import dev.solera.spi.Pulse;
import dev.solera.spi.Ref;
import dev.solera.spi.Spec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The plane as a service, and one for the pulse of each of its event loops. */
@Component(
        service = DataPlane.class,
        immediate = true,
        configurationPid = "solera.proxy",
        configurationPolicy = ConfigurationPolicy.OPTIONAL)
public final class ProxyComponent implements DataPlane {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyComponent.class);

    /** How long exchanges may go on when the whole appliance stops, which has 5 s for everything. */
    private static final Duration LAST_DRAIN = Duration.ofSeconds(1);

    private final Bundle framework;
    private final ProxyPlane plane;
    private final Thread rehearsal;
    private final List<ServiceRegistration<?>> pulses = new ArrayList<>();

    /** Starts the plane with the keys of {@code solera.proxy.cfg}. */
    @Activate
    public ProxyComponent(BundleContext context, Map<String, Object> properties) {
        this.framework = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
        ProxySettings settings = settings(properties, ProxySettings.DEFAULT);
        this.plane = new ProxyPlane(settings);
        LOG.info("proxy: {}, {} connections at most", plane.capabilities().description(), plane.maxConnections());
        plane.capabilities().limits().forEach(limit -> LOG.info("proxy: {}", limit));
        this.rehearsal = Rehearsal.later(settings);
        rehearsal.start();
        plane.pulses().forEach(pulse -> pulses.add(context.registerService(Pulse.class, pulse, null)));
    }

    @Modified
    void modified(Map<String, Object> properties) {
        plane.update(settings(properties, ProxySettings.DEFAULT));
    }

    @Deactivate
    void deactivate() {
        // First: a pulse that is taken back is no pulse that has stopped.
        pulses.forEach(ServiceRegistration::unregister);
        rehearsal.interrupt();
        if (framework.getState() == Bundle.STOPPING) {
            plane.close(LAST_DRAIN);
        } else {
            plane.close();
        }
    }

    /** Core validates the file; what still is wrong here must not keep the plane from serving. */
    private static ProxySettings settings(Map<String, Object> properties, ProxySettings fallback) {
        Map<String, String> values = new LinkedHashMap<>();
        properties.forEach((key, value) -> {
            boolean framework = key.startsWith("service.")
                    || key.startsWith("component.")
                    || key.startsWith("felix.")
                    || key.startsWith("osgi.")
                    || key.startsWith("solera.");
            if (!framework && !key.startsWith(".")) {
                values.put(key, String.valueOf(value));
            }
        });
        try {
            return ProxySettings.of(values);
        } catch (IllegalArgumentException e) {
            LOG.error("proxy: solera.proxy.cfg: {}; going on with defaults", e.getMessage());
            return fallback;
        }
    }

    @Override
    public String name() {
        return plane.name();
    }

    @Override
    public Capabilities capabilities() {
        return plane.capabilities();
    }

    @Override
    public Map<Ref, Spec> read() {
        return plane.read();
    }

    @Override
    public List<Failure> apply(List<Edit> edits) {
        return plane.apply(edits);
    }

    @Override
    public long bufferBytes() {
        return plane.bufferBytes();
    }

    @Override
    public Ages ages(Ref.Real real) {
        return plane.ages(real);
    }

    @Override
    public Counters counters(Ref ref) {
        return plane.counters(ref);
    }

    @Override
    public List<Explained> explain(Ref.Service service, Flow flow) {
        return plane.explain(service, flow);
    }

    @Override
    public List<Explained> lastServed() {
        return plane.lastServed();
    }
}
