package dev.solera.checks.internal;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Holds the event loops that the checkers of this bundle share. */
@Component(service = CheckLoopsComponent.class)
public final class CheckLoopsComponent {
    private final CheckLoops loops = new CheckLoops();

    @Activate
    public CheckLoopsComponent() {}

    @Deactivate
    void close() {
        loops.close();
    }

    CheckLoops loops() {
        return loops;
    }
}
