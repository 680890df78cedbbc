package dev.solera.systemd.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SupervisorTest {
    @Test
    void withoutASocketNobodyIsTold() {
        assertThat(Supervisor.of(Map.of("WATCHDOG_USEC", "1000000"), 7)).isEmpty();
        assertThat(Supervisor.of(Map.of("NOTIFY_SOCKET", ""), 7)).isEmpty();
    }

    @Test
    void aWatchdogIsOursUnlessItIsSaidToBeAnothers() {
        assertThat(Supervisor.of(Map.of("NOTIFY_SOCKET", "@a"), 7)).contains(new Supervisor("@a", null));
        Map<String, String> ours = Map.of("NOTIFY_SOCKET", "@a", "WATCHDOG_USEC", "30000000", "WATCHDOG_PID", "7");
        assertThat(Supervisor.of(ours, 7)).contains(new Supervisor("@a", Duration.ofSeconds(30)));
        assertThat(Supervisor.of(ours, 8)).contains(new Supervisor("@a", null));
        assertThat(Supervisor.of(Map.of("NOTIFY_SOCKET", "@a", "WATCHDOG_USEC", "2000000"), 7))
                .contains(new Supervisor("@a", Duration.ofSeconds(2)));
    }

    @Test
    void aTimeThatIsNoneIsNoWatchdog() {
        assertThat(Supervisor.of(Map.of("NOTIFY_SOCKET", "@a", "WATCHDOG_USEC", "soon"), 7))
                .contains(new Supervisor("@a", null));
    }
}
