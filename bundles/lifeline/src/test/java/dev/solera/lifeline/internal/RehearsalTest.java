package dev.solera.lifeline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RehearsalTest {
    @Test
    void takesOverInANetworkOfItsOwnAndLeavesNothing() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "skipped: needs root for a network namespace");
        List<Long> took = new CopyOnWriteArrayList<>();
        String here = namespace();
        Thread thread = new Thread(new Rehearsal("raw", took::add));
        thread.start();
        thread.join();

        assertThat(took).hasSize(4);
        System.out.println("takeovers of 200 addresses, ms: "
                + took.stream().map(nanos -> nanos / 100_000 / 10.0).toList());
        assertThat(namespace()).isEqualTo(here);
        assertThat(NetworkInterface.getByName("rehearsal")).isNull();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("vrrp-") || name.equals("solera-host-network"));
    }

    private static String namespace() throws Exception {
        return Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net")).toString();
    }
}
