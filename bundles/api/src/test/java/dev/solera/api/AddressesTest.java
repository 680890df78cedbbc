package dev.solera.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"0.0.0.0", "192.0.2.1", "255.255.255.255", "10.0.100.9", "::", "2001:db8::1", "fe80::1:0:0:2"})
    void literalAddressesComeBackAsTheyWere(String text) {
        assertThat(Addresses.text(Addresses.parseIp(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "1",
                "1.2.3",
                "1.2.3.",
                ".1.2.3",
                "1..2.3",
                "1.2.3.4.",
                "1.2.3.4.5",
                "256.0.0.1",
                "1.2.3.999",
                "1.2.3.4294967297",
                "01.2.3.4",
                "1.2.3.00",
                "1.2.3.4 ",
                "+1.2.3.4",
                "-1.2.3.4",
                "1.2.3.a",
                "localhost",
                "١.٢.٣.٤",
                ":",
                "1::2::3",
                "2001:db8::g",
                "fe80::1%eth0"
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> Addresses.parseIp(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("address: " + text + " (expected: an IPv4 or IPv6 address)");
    }
}
