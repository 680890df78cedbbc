package dev.solera.systemd.internal;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who watches this process, as the environment has it (sd_notify(3), sd_watchdog_enabled(3)).
 *
 * @param socket where it is told
 * @param watchdog after so long without a sign of life it acts; null when it waits for none of this process
 */
record Supervisor(String socket, @Nullable Duration watchdog) {
    /** Returns the one that {@code environment} names, if it names one. */
    static Optional<Supervisor> of(Map<String, String> environment, long pid) {
        String socket = environment.getOrDefault("NOTIFY_SOCKET", "");
        if (socket.isEmpty()) {
            return Optional.empty();
        }
        String micros = environment.getOrDefault("WATCHDOG_USEC", "");
        String whose = environment.getOrDefault("WATCHDOG_PID", "");
        boolean ours = whose.isEmpty() || whose.equals(Long.toString(pid));
        boolean asked = ours && micros.matches("[1-9][0-9]{0,15}");
        return Optional.of(new Supervisor(socket, asked ? Duration.ofNanos(Long.parseLong(micros) * 1000) : null));
    }
}
