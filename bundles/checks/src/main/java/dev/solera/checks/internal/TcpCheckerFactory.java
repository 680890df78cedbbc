package dev.solera.checks.internal;

import dev.solera.spi.HealthChecker;
import dev.solera.spi.HealthCheckerFactory;
import dev.solera.spi.Keys;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code check = tcp}: the server takes a connection, and if asked to, answers what is expected. */
@Component(service = HealthCheckerFactory.class)
public final class TcpCheckerFactory implements HealthCheckerFactory {
    private final CheckLoops loops;

    @Activate
    public TcpCheckerFactory(@Reference CheckLoopsComponent component) {
        this(component.loops());
    }

    TcpCheckerFactory(CheckLoops loops) {
        this.loops = loops;
    }

    @Override
    public String type() {
        return "tcp";
    }

    @Override
    public HealthChecker create(Keys keys) {
        Tls tls = Tls.parse(keys);
        TcpSettings settings = TcpSettings.parse(keys);
        boolean secured = tls != null;
        return new Checker(loops, tls, target -> new TcpDialogue(settings, secured));
    }
}
