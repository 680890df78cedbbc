package dev.solera.management.internal;

import dev.solera.api.Roles;
import java.util.List;
import org.jolokia.osgi.security.Authenticator;
import org.jolokia.restrictor.Restrictor;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * Registers who may log in to Jolokia and what they may do there, and lets nobody in while this bundle is not there. The PID
 * {@code org.jolokia.osgi} has to say so:
 *
 * <pre>{@code
 * org.jolokia.authMode             = service-all   # ask our Authenticator; org.jolokia.user must not be set, it would win
 * org.jolokia.useRestrictorService = true          # ask our Restrictor
 * org.jolokia.canonicalNaming      = false         # keys in the order type, parent, name
 * org.jolokia.allowErrorDetails    = false         # no stack traces
 * org.jolokia.allowDnsReverseLookup = false        # no name server is asked about a client
 * org.jolokia.mimeType             = application/json
 * org.jolokia.discoveryEnabled     = false         # no multicast
 * }</pre>
 */
@Component(
        service = {},
        immediate = true)
public final class JolokiaComponent {
    /** Karaf's realm: users.properties and keys.properties. */
    private static final String REALM = "karaf";

    private final List<ServiceRegistration<?>> registrations;

    @Activate
    public JolokiaComponent(BundleContext context) {
        registrations = List.of(
                context.registerService(Restrictor.class, new JolokiaRestrictor(Roles.standard()), null),
                context.registerService(
                        Authenticator.class,
                        new JolokiaLogin(new JaasRealm(REALM), new LoginThrottle(System::nanoTime)),
                        null));
    }

    @Deactivate
    void close() {
        registrations.forEach(ServiceRegistration::unregister);
    }
}
