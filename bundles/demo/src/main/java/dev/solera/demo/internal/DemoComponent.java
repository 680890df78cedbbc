package dev.solera.demo.internal;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Runs the demo's servers as long as the bundle is active, if the appliance was started with the demo. */
@Component(service = {})
public final class DemoComponent {

    private final @Nullable DemoServers servers;

    @Activate
    public DemoComponent(BundleContext context) {
        servers = Boolean.parseBoolean(context.getProperty("solera.demo")) ? DemoServers.start() : null;
    }

    @Deactivate
    void deactivate() {
        if (servers != null) {
            servers.close();
        }
    }
}
