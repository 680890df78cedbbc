package dev.solera.systemd.internal;

import dev.solera.api.ApplianceStatus;
import dev.solera.api.ApplianceView;
import dev.solera.spi.Pulse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks after the appliance's parts several times a second, and tells who supervises the process. */
@Component(
        service = {},
        immediate = true)
public final class SystemdComponent {
    private static final Logger LOG = LoggerFactory.getLogger(SystemdComponent.class);

    private static final long PERIOD_MILLIS = 200;

    private final List<Pulse> pulses = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "solera-systemd");
        made.setDaemon(true);
        return made;
    });
    private volatile @Nullable ApplianceView view;
    private @Nullable NotifySocket socket;
    private boolean failed;

    @Activate
    void activate() {
        Supervisor.of(System.getenv(), ProcessHandle.current().pid()).ifPresent(this::begin);
    }

    private void begin(Supervisor supervisor) {
        try {
            NotifySocket to = new NotifySocket(supervisor.socket());
            socket = to;
            Watchdog watchdog = new Watchdog(supervisor.watchdog());
            LOG.info(
                    "systemd is told by {}{}",
                    supervisor.socket(),
                    supervisor.watchdog() == null
                            ? ""
                            : ", with signs of life for its watchdog of "
                                    + supervisor.watchdog().toMillis() + " ms");
            var unused =
                    thread.scheduleWithFixedDelay(() -> look(watchdog, to), 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        } catch (IOException | LinkageError e) {
            LOG.warn("systemd cannot be told: {}", e.toString());
        }
    }

    private void look(Watchdog watchdog, NotifySocket to) {
        try {
            ApplianceView now = view;
            watchdog.look(now != null, pulses, now == null ? "" : words(now.status()), System.nanoTime())
                    .ifPresent(text -> send(to, text));
        } catch (RuntimeException | LinkageError e) {
            LOG.error("a look for systemd failed", e); // as an exception it would be the last one
        }
    }

    /** Returns what {@code systemctl status} shows. */
    private static String words(ApplianceStatus status) {
        List<String> words = new ArrayList<>(List.of("set " + status.set() + " in force"));
        status.stuck().forEach(one -> words.add("stuck: " + one));
        if (!status.problems().isEmpty()) {
            words.add(status.problems().size() + " problems in the files, see solera:status");
        }
        return String.join("; ", words);
    }

    private void send(NotifySocket to, String text) {
        try {
            to.send(text);
            failed = false;
        } catch (IOException e) {
            if (!failed) {
                failed = true;
                LOG.warn("systemd is not told: {}", e.getMessage());
            }
        }
    }

    @Deactivate
    void deactivate(BundleContext context) throws InterruptedException {
        thread.shutdownNow();
        boolean ended = thread.awaitTermination(1, TimeUnit.SECONDS);
        NotifySocket to = socket;
        if (to != null) {
            if (ended && context.getBundle(Constants.SYSTEM_BUNDLE_ID).getState() == Bundle.STOPPING) {
                send(to, "STOPPING=1");
            }
            to.close();
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setView(ApplianceView now) {
        view = now;
    }

    void unsetView(ApplianceView old) {
        if (view == old) {
            view = null;
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addPulse(Pulse pulse) {
        pulses.add(pulse);
    }

    void removePulse(Pulse pulse) {
        pulses.remove(pulse);
    }
}
