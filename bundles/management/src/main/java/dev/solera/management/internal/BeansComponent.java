package dev.solera.management.internal;

import dev.solera.api.ApplianceChanges;
import dev.solera.api.ApplianceControl;
import dev.solera.api.ApplianceEvent;
import dev.solera.api.ApplianceListener;
import dev.solera.api.ApplianceView;
import java.lang.management.ManagementFactory;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers the beans with the platform MBean server and keeps them in step: at once on an applied set, else every 5 s. */
@Component(immediate = true)
public final class BeansComponent implements ApplianceListener {
    private static final Logger log = LoggerFactory.getLogger(BeansComponent.class);
    private static final long PERIOD_SECONDS = 5;

    private final Beans beans;
    private final ScheduledThreadPoolExecutor thread;
    private final ScheduledFuture<?> repair;

    @Activate
    public BeansComponent(
            @Reference ApplianceView view, @Reference ApplianceControl control, @Reference ApplianceChanges changes) {
        beans = new Beans(ManagementFactory.getPlatformMBeanServer(), view, control, changes);
        thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread t = new Thread(task, "solera-jmx");
            t.setDaemon(true);
            return t;
        });
        beans.reconcile();
        repair = thread.scheduleWithFixedDelay(this::reconcile, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    @Deactivate
    void close() {
        repair.cancel(false);
        thread.shutdownNow();
        beans.close();
    }

    @Override
    public void onEvent(ApplianceEvent event) {
        if (event instanceof ApplianceEvent.SetApplied) {
            try {
                thread.execute(this::reconcile);
            } catch (RejectedExecutionException e) {
                log.debug("jmx: stopping");
            }
        }
    }

    private void reconcile() {
        try {
            beans.reconcile();
        } catch (RuntimeException e) {
            log.warn("jmx: cannot bring the beans up to date", e);
        }
    }
}
