package dev.solera.addresses.internal;

import dev.solera.addresses.HostAddresses;
import dev.solera.spi.HostNetwork;
import dev.solera.spi.VipBinder;
import java.io.IOException;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Registers the host's network and the binder of floating addresses. Stopping it takes no address off. */
@Component(
        service = {},
        immediate = true)
public final class AddressesComponent {
    private final HostAddresses addresses;
    private final List<ServiceRegistration<?>> services;

    /** @throws IOException when the kernel cannot be asked: then there are no such services, and no virtual router leaves FAULT */
    @Activate
    public AddressesComponent(BundleContext bundle) throws IOException {
        addresses = HostAddresses.open();
        services = List.of(
                bundle.registerService(HostNetwork.class, addresses.network(), null),
                bundle.registerService(VipBinder.class, addresses.binder(), null));
    }

    @Deactivate
    void close() {
        services.forEach(ServiceRegistration::unregister);
        addresses.close();
    }
}
