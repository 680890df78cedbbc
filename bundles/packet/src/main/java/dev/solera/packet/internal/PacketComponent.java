package dev.solera.packet.internal;

import dev.solera.packet.PacketPorts;
import dev.solera.spi.PacketPort;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Registers the {@link PacketPort} of this machine; the framework or system property {@value PacketPorts#PROPERTY} chooses which. */
@Component(
        service = {},
        immediate = true)
public final class PacketComponent {
    private final PacketPort port;
    private final ServiceRegistration<PacketPort> registration;

    @Activate
    public PacketComponent(BundleContext context) {
        String wanted = context.getProperty(PacketPorts.PROPERTY);
        port = chosen(wanted == null ? PacketPorts.AUTO : wanted);
        registration = context.registerService(
                PacketPort.class, port, FrameworkUtil.asDictionary(Map.of("packet", port.description())));
    }

    @Deactivate
    void close() {
        registration.unregister();
        port.close();
    }

    /** A wrong value is said by the instances that would have used the port; they are in FAULT with it. */
    private static PacketPort chosen(String wanted) {
        try {
            return PacketPorts.choose(wanted);
        } catch (IllegalArgumentException e) {
            return new UnavailablePort(String.valueOf(e.getMessage()));
        }
    }
}
