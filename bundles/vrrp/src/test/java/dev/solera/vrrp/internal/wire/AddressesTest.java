package dev.solera.vrrp.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.spi.MacAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressesTest {
    @Test
    void virtualMacsHoldTheIdentifier() {
        assertThat(MacAddress.virtual(51, false)).hasToString("00:00:5e:00:01:33");
        assertThat(MacAddress.virtual(255, true)).hasToString("00:00:5e:00:02:ff");
    }

    @Test
    void groupsHaveTheirOwnMac() {
        assertThat(MacAddress.ofGroup(IpAddress.VRRP_GROUP_V4.toInetAddress())).hasToString("01:00:5e:00:00:12");
        assertThat(MacAddress.ofGroup(IpAddress.VRRP_GROUP_V6.toInetAddress())).hasToString("33:33:00:00:00:12");
        assertThat(MacAddress.ofGroup(IpAddress.parse("239.129.2.3").toInetAddress()))
                .hasToString("01:00:5e:01:02:03");
    }

    @Test
    void addressesCompareAsUnsignedNumbers() {
        assertThat(IpAddress.parse("192.0.2.1")).isGreaterThan(IpAddress.parse("10.0.0.1"));
        assertThat(IpAddress.parse("fe80::1")).isGreaterThan(IpAddress.parse("2001:db8::ffff"));
        assertThat(IpAddress.parse("fe80::8000:0:0:1")).isGreaterThan(IpAddress.parse("fe80::7fff:0:0:1"));
    }

    @Test
    void kindsOfAddress() {
        assertThat(List.of(IpAddress.parse("fe80::1"), IpAddress.parse("febf::1"), IpAddress.parse("169.254.1.1")))
                .allMatch(IpAddress::isLinkLocal);
        assertThat(List.of(IpAddress.parse("fec0::1"), IpAddress.parse("10.0.0.1"), IpAddress.parse("2001:db8::1")))
                .noneMatch(IpAddress::isLinkLocal);
        assertThat(List.of(IpAddress.parse("ff02::1"), IpAddress.parse("224.0.0.18")))
                .allMatch(IpAddress::isMulticast);
        assertThat(IpAddress.parse("2001:db8::1")).hasToString("2001:db8::1");
    }

    @Test
    void whatCannotBeWrittenIsRefused() {
        assertThatThrownBy(() -> MacAddress.parse("02:00:00:00:00"))
                .hasMessage("MAC address: 02:00:00:00:00 (expected: six bytes such as 02:00:00:00:00:0a)");
        assertThatThrownBy(() -> Golden.format(2, 500, null))
                .hasMessage("advert interval: 500 (expected: whole seconds, 1000..255000 ms)");
        assertThatThrownBy(() -> Golden.format(3, 41_000, null))
                .hasMessage("advert interval: 41000 (expected: hundredths of a second, 10..40950 ms)");
        assertThatThrownBy(() -> Golden.format(3, 1000, Password.of("1111")))
                .hasMessage("password: ******** (expected: none, version 3 has no passwords)");
        assertThatThrownBy(() -> new AdvertFormat(3, true, 51, 1_000_000_000L, Golden.VIPS, null, true, true))
                .hasMessageContaining("expected: IPv4 and IPv6 in instances of their own");
    }
}
