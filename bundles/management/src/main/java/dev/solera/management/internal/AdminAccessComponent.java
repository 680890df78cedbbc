package dev.solera.management.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the user {@code admin} at first start. Waits for no other service. */
@Component(
        service = {},
        immediate = true)
public final class AdminAccessComponent {
    private static final Logger log = LoggerFactory.getLogger(AdminAccessComponent.class);

    @Activate
    public AdminAccessComponent(BundleContext context) throws IOException {
        String etc = context.getProperty("karaf.etc");
        if (etc == null) {
            throw new IOException("karaf.etc: not set (expected: the folder of configuration)");
        }
        Path folder = Path.of(etc);
        if (new AdminAccess(folder, new SecureRandom()).ensure()) {
            log.info(
                    "first start: user {} made; password in {}, SSH key in {}",
                    AdminAccess.USER,
                    folder.resolve(AdminAccess.PASSWORD_FILE),
                    folder.resolve(AdminAccess.KEY_FILE));
        }
    }
}
