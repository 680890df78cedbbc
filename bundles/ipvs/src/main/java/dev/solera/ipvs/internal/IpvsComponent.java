package dev.solera.ipvs.internal;

import dev.solera.api.IpvsView;
import dev.solera.ipvs.IpvsPlane;
import dev.solera.ipvs.IpvsSettings;
import dev.solera.spi.DataPlane;
import java.nio.file.Path;
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

/** The plane as a service, and the kernel's table as another. Stopping the bundle alone leaves the kernel as it is. */
@Component(
        service = {},
        immediate = true,
        configurationPid = "solera.ipvs",
        configurationPolicy = ConfigurationPolicy.OPTIONAL)
public final class IpvsComponent {
    private static final Logger LOG = LoggerFactory.getLogger(IpvsComponent.class);

    private final Bundle framework;
    private final IpvsPlane plane;
    private final List<ServiceRegistration<?>> services;

    /** Starts the plane with the keys of {@code solera.ipvs.cfg}. */
    @Activate
    public IpvsComponent(BundleContext context, Map<String, Object> properties) {
        framework = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
        String data = context.getProperty("karaf.data");
        Path owned = data == null ? null : Path.of(data, "solera", "ipvs.owned");
        plane = new IpvsPlane(settings(properties), owned);
        services = List.of(
                context.registerService(DataPlane.class, plane, null),
                context.registerService(IpvsView.class, plane, null));
    }

    @Modified
    void modified(Map<String, Object> properties) {
        plane.update(settings(properties));
    }

    @Deactivate
    void deactivate() {
        services.forEach(ServiceRegistration::unregister);
        if (framework.getState() == Bundle.STOPPING) {
            plane.release();
        }
        plane.close();
    }

    /** Core validates the file; what still is wrong here must not keep the plane from serving. */
    private static IpvsSettings settings(Map<String, Object> properties) {
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
            return IpvsSettings.of(values);
        } catch (IllegalArgumentException e) {
            LOG.error("ipvs: solera.ipvs.cfg: {}; going on with defaults", e.getMessage());
            return IpvsSettings.DEFAULT;
        }
    }
}
