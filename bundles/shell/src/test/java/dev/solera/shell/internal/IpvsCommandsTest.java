package dev.solera.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.api.ApplianceException;
import dev.solera.testkit.FakeIpvs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IpvsCommandsTest {
    private final Shell shell = new Shell();

    @BeforeEach
    void kernel() {
        shell.appliance.ipvs = new FakeIpvs();
    }

    @Test
    void theListIsThatOfIpvsadm() throws Exception {
        assertThat(shell.run(new IpvsList()))
                .isEqualTo(
                        """
                        IP Virtual Server version 1.2.1 (size=4096)
                        Prot LocalAddress:Port Scheduler Flags
                          -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
                        TCP  192.0.2.10:80 sh (sh-fallback,sh-port) persistent 300 mask 255.255.255.0
                          -> 10.0.0.1:80                  Route   3      3          12\s\s\s\s\s\s\s\s
                          -> 127.0.0.1:80                 Local   1      3          12\s\s\s\s\s\s\s\s
                        FWM  7 IPv6 wlc ops
                          -> [2001:db8::1]:80             Tunnel  0      3          12\s\s\s\s\s\s\s\s
                        """);
    }

    @Test
    void totalsAreShortenedWhenTheyAreLong() throws Exception {
        assertThat(shell.run(new IpvsList(), "--stats").lines().skip(1).limit(4))
                .containsExactly(
                        "Prot LocalAddress:Port               Conns   InPkts  OutPkts  InBytes OutBytes",
                        "  -> RemoteAddress:Port",
                        "TCP  192.0.2.10:80                       7       70       60  150000M      700",
                        "  -> 10.0.0.1:80                         7       70       60        5      700");
    }

    @Test
    void ratesAreThoseOfTheKernel() throws Exception {
        assertThat(shell.run(new IpvsList(), "--rate", "--no-format").lines().limit(2))
                .containsExactly(
                        "TCP  192.0.2.10:80                       3       30       20     3000     2000",
                        "  -> 10.0.0.1:80                         1       10       10     1000     1000");
    }

    @Test
    void connectionsAreThoseOfIpvsadm() throws Exception {
        assertThat(shell.run(new IpvsList(), "--connections"))
                .isEqualTo(
                        """
                        IPVS connection entries
                        pro expire state       source             virtual            destination
                        TCP 14:59  ESTABLISHED 198.51.100.7:50244 192.0.2.10:80      10.0.0.1:80
                        TCP 01:01  NONE        198.51.100.7:0     192.0.2.10:80      10.0.0.1:80
                        """);
        assertThat(shell.run(new IpvsList(), "--connections", "--json")).contains("\"expiresSeconds\": 899");
    }

    @Test
    void oneViewAtATime() {
        assertThatThrownBy(() -> shell.run(new IpvsList(), "--stats", "--rate"))
                .hasMessage("options: several (expected: --stats, --rate or --connections)");
    }

    @Test
    void jsonSaysWhoseItIs() throws Exception {
        assertThat(shell.run(new IpvsList(), "--json"))
                .contains("\"virtualServer\": \"shop\"", "\"real\": \"web/web3\"", "\"mark\": 7");
    }

    @Test
    void differencesAreOneRowEach() throws Exception {
        assertThat(shell.run(new IpvsDiff(), "--no-format"))
                .isEqualTo("TCP 192.0.2.10:80\t10.0.0.1:80\tdr weight 3\tdr weight 5\n"
                        + "TCP 192.0.2.10:80\t10.0.0.9:80\t-\tnat weight 1\n");
    }

    @Test
    void withoutTheDataPlaneThereIsNothingToAsk() {
        shell.appliance.ipvs = null;
        assertThatThrownBy(() -> shell.run(new IpvsDiff()))
                .isInstanceOf(ApplianceException.class)
                .hasMessage("data plane ipvs: not installed");
    }
}
