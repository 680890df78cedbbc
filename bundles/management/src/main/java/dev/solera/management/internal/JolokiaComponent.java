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
 * Registers who may log in to Jolokia and what they may do there. Jolokia finds both with {@code org.jolokia.authMode=service-all} and
 * {@code org.jolokia.useRestrictorService=true} in {@code org.jolokia.osgi}, and lets nobody in while they are missing.
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
