package dev.solera.checks.internal;

import dev.solera.spi.HealthChecker;
import dev.solera.spi.HealthCheckerFactory;
import dev.solera.spi.Keys;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code check = http}: the server answers a request with the status, header and body wanted. */
@Component(service = HealthCheckerFactory.class)
public final class HttpCheckerFactory implements HealthCheckerFactory {
    private final CheckLoops loops;

    @Activate
    public HttpCheckerFactory(@Reference CheckLoopsComponent component) {
        this(component.loops());
    }

    HttpCheckerFactory(CheckLoops loops) {
        this.loops = loops;
    }

    @Override
    public String type() {
        return "http";
    }

    @Override
    public HealthChecker create(Keys keys) {
        Tls tls = Tls.parse(keys);
        HttpSettings settings = HttpSettings.parse(keys);
        return new Checker(loops, tls, target -> new HttpDialogue(settings, target.address()));
    }
}
