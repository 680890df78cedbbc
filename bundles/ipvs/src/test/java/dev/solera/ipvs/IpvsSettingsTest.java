package dev.solera.ipvs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.api.Addresses;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpvsSettingsTest {
    @Test
    void anEmptyFileIsTheDefault() {
        assertThat(IpvsSettings.of(Map.of())).isEqualTo(IpvsSettings.DEFAULT);
    }

    @Test
    void everyKeyCounts() {
        IpvsSettings settings = IpvsSettings.of(Map.ofEntries(
                Map.entry("adopt", "true"),
                Map.entry("repair", "report"),
                Map.entry("modprobe", "false"),
                Map.entry("timeout.tcp.s", "600"),
                Map.entry("timeout.tcpfin.s", "60"),
                Map.entry("timeout.udp.s", "30"),
                Map.entry("sync.interface", "eth1"),
                Map.entry("sync.id", "51"),
                Map.entry("sync.maxlen", "1400"),
                Map.entry("sync.port", "8900"),
                Map.entry("sync.ttl", "2"),
                Map.entry("sync.group", "224.0.0.99"),
                Map.entry("sync.mode", "backup")));

        assertThat(settings)
                .isEqualTo(new IpvsSettings(
                        true,
                        IpvsSettings.Repair.REPORT,
                        false,
                        600,
                        60,
                        30,
                        new IpvsSettings.Sync(
                                "eth1",
                                51,
                                1400,
                                8900,
                                2,
                                Addresses.parseIp("224.0.0.99"),
                                IpvsSettings.SyncMode.BACKUP)));
    }

    @Test
    void withoutAnInterfaceOrSwitchedOffNothingIsShared() {
        assertThat(IpvsSettings.of(Map.of("sync.id", "3")).sync()).isNull();
        assertThat(IpvsSettings.of(Map.of("sync.interface", "eth0", "sync.mode", "off"))
                        .sync())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    repair           | maybe            | repair: maybe (expected: auto, report)
                    sync.id          | 256              | sync.id: 256 (expected: 0..255)
                    sync.group       | 192.0.2.1        | sync.group: 192.0.2.1 (expected: a multicast address)
                    sync.interface   | sixteen-letters! | sync.interface: sixteen-letters! (expected: at most 15 characters)
                    timeout.tcp.s    | soon             | timeout.tcp.s: soon (expected: 0..2000000)
                    """)
    void whatIsWrongIsNamed(String key, String value, String message) {
        assertThatThrownBy(() -> IpvsSettings.of(Map.of(key, value))).hasMessage(message);
    }

    @Test
    void anUnknownKeyIsNamed() {
        assertThatThrownBy(() -> IpvsSettings.of(Map.of("sync.interfaces", "eth0")))
                .hasMessageStartingWith("sync.interfaces: eth0 (expected: one of ");
    }
}
