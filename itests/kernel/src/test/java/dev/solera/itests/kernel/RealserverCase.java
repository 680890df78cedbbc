package dev.solera.itests.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The launcher's helper for real servers: what it changes it says, and what it changed it puts back. */
class RealserverCase {
    private static final String HERE = "ip netns exec server ";

    @BeforeEach
    void server() {
        Sh.run("ip netns add server && ip -n server link set lo up");
        Sh.run(HERE + "sysctl -qw net.ipv4.conf.all.arp_ignore=0 net.ipv4.conf.all.arp_announce=1");
    }

    @AfterEach
    void gone() {
        Sh.attempt("ip netns delete server");
    }

    @Test
    void theAddressIsTakenQuietlyAndGivenUpAsIfNothingHadBeen() {
        assertThat(realserver("up 192.0.2.100"))
                .isEqualTo(
                        """
                        net.ipv4.conf.all.arp_ignore: 0 -> 1
                        net.ipv4.conf.all.arp_announce: 1 -> 2
                        lo: 192.0.2.100/32 added
                        """);
        assertThat(realserver("up 192.0.2.100")).isEqualTo("nothing to change: 192.0.2.100 is up\n");
        assertThat(realserver("up 192.0.2.101")).isEqualTo("lo: 192.0.2.101/32 added\n");
        assertThat(realserver("up 2001:db8::100")).isEqualTo("lo: 2001:db8::100/128 added\n");
        assertThat(realserver("down 192.0.2.100")).isEqualTo("lo: 192.0.2.100/32 removed\n");
        assertThat(realserver("down 192.0.2.101"))
                .isEqualTo(
                        """
                        lo: 192.0.2.101/32 removed
                        net.ipv4.conf.all.arp_ignore: 1 -> 0
                        net.ipv4.conf.all.arp_announce: 2 -> 1
                        """);
        assertThat(realserver("down 192.0.2.101")).isEqualTo("nothing to change: 192.0.2.101 is down\n");
        assertThat(realserver("down 2001:db8::100")).isEqualTo("lo: 2001:db8::100/128 removed\n");
        assertThat(Sh.run(HERE + "ip -o addr show dev lo")).doesNotContain("192.0.2", "2001:db8");
    }

    @Test
    void whatIsNoAddressIsNamed() {
        Sh.Outcome outcome = Sh.attempt(HERE + Net.launcher() + " realserver up web1");

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.text())
                .isEqualTo("web1: no address (expected: such as 192.0.2.100 or 2001:db8::100, without a prefix)\n");
    }

    @Test
    void anAddressThatWasThereBeforeIsNotTakenAway() {
        Sh.run(HERE + "ip addr add 192.0.2.100/32 dev lo");

        assertThat(Sh.attempt(HERE + Net.launcher() + " realserver down 192.0.2.100")
                        .code())
                .isEqualTo(1);
        assertThat(Sh.run(HERE + "ip -o addr show dev lo")).contains("192.0.2.100");
    }

    private static String realserver(String words) {
        return Sh.run(HERE + Net.launcher() + " realserver " + words);
    }
}
