package dev.solera.addresses.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.addresses.HostAddresses;
import dev.solera.spi.VipBinder.Claim;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node that was killed: the kernel ends its leases, and the next run clears away what has none. */
@Timeout(120)
class CrashTest {
    private Namespace host;

    @BeforeEach
    void open() throws Exception {
        host = Namespace.create();
    }

    @AfterEach
    void close() throws Exception {
        if (host != null) {
            host.close();
        }
    }

    @Test
    void aThousandVipsOfADeadNodeAreGoneWithinFourSeconds() throws Exception {
        try (Node node = Node.start(host, "thousand")) {
            assertThat(host.ip("-br", "addr", "show", "dev", "eth0")).contains("10.1.4.100/32", "2001:db8::64/128");
            long killedNanos = System.nanoTime();
            node.kill();

            await().pollInterval(Duration.ofMillis(50))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> !host.ip("-br", "addr", "show", "dev", "eth0").contains("10.1.")
                            && !host.ip("-br", "addr", "show", "dev", "eth0").contains("2001:db8::"));
            assertThat(Duration.ofNanos(System.nanoTime() - killedNanos)).isLessThan(Duration.ofMillis(4_500));
        }
    }

    @Test
    void theNextRunRemovesAddressesRoutesRulesInterfacesAndFiltersThatNobodyHas() throws Exception {
        host.ip("addr", "add", "192.0.2.1/24", "dev", "eth0");
        host.sysctl("ipv4/conf/eth0/arp_ignore", "2");
        kill();
        assertThat(host.ip("-br", "addr", "show", "dev", "vrrp.51")).contains("192.0.2.10/32");
        assertThat(host.ip("route", "show", "table", "1000")).contains("198.51.100.0/24");
        assertThat(host.ip("rule")).contains("77:");
        assertThat(host.run("nft", "list", "tables")).contains("table inet solera");
        assertThat(host.sysctl("ipv4/conf/eth0/arp_ignore")).isEqualTo("1");

        try (HostAddresses next = host.inside(HostAddresses::open)) {
            assertThat(host.inside(() -> next.binder().prepare(List.of()))).isEmpty();
        }

        assertThat(host.ip("-br", "addr"))
                .contains("192.0.2.1/24")
                .doesNotContain("192.0.2.10")
                .doesNotContain("vrrp.51");
        assertThat(host.ip("route", "show", "table", "all")).doesNotContain("198.51.100.0/24");
        assertThat(host.ip("rule")).doesNotContain("77:");
        assertThat(host.run("nft", "list", "tables")).doesNotContain("solera");
        assertThat(host.sysctl("ipv4/conf/eth0/arp_ignore")).isEqualTo("2");
        assertThat(host.sysctl("ipv4/conf/eth0/arp_filter")).isEqualTo("0");
    }

    @Test
    void theNextRunKeepsTheInterfaceAndTheFilterOfAVirtualRouterThatIsStillConfigured() throws Exception {
        host.ip("addr", "add", "192.0.2.1/24", "dev", "eth0");
        kill();
        String before = host.ip("-o", "link", "show", "dev", "vrrp.51").split(":")[0];
        Claim claim = Node.claim("everything");

        try (HostAddresses next = host.inside(HostAddresses::open)) {
            assertThat(host.inside(() -> next.binder().prepare(List.of(claim)))).isEmpty();
            assertThat(host.inside(() -> next.binder().bound(claim))).isEmpty();
            assertThat(host.inside(() -> next.binder().bind(claim))).isEmpty();
        }

        assertThat(host.ip("-o", "link", "show", "dev", "vrrp.51")).startsWith(before + ":");
        assertThat(host.run("nft", "list", "table", "inet", "solera")).contains("192.0.2.10");
    }

    private void kill() throws Exception {
        try (Node node = Node.start(host, "everything")) {
            node.kill();
        }
    }
}
