package dev.solera.vrrp.internal.engine;

import static dev.solera.vrrp.internal.engine.Lab.MS;
import static dev.solera.vrrp.internal.engine.Lab.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.api.Addresses;
import dev.solera.api.VrrpState;
import dev.solera.api.VrrpYield;
import dev.solera.spi.HostNetwork.Address;
import dev.solera.spi.HostNetwork.Interface;
import dev.solera.spi.MacAddress;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is missing keeps a virtual router out of the contest, is said in words, and heals by itself. */
class FaultTest {
    private static final MacAddress MAC = MacAddress.parse("02:00:00:00:00:0a");

    private final Lab lab = new Lab();
    private final Host host = lab.host("10.9.0.1");

    @BeforeEach
    void start() {
        host.apply(Specs.web(100).spec());
        lab.runFor(5 * SECOND);
        assertThat(host.state("web")).isEqualTo(VrrpState.MASTER);
    }

    @Test
    void aPulledCable() {
        host.link("eth0", false);
        lab.runFor(100 * MS);
        assertThat(host.report("web").why()).isEqualTo("eth0: no carrier");
        assertThat(host.bound()).isEmpty();
        host.link("eth0", true);
        lab.runFor(4 * SECOND);
        assertThat(host.state("web")).isEqualTo(VrrpState.MASTER);
        assertThat(host.transitions)
                .contains(
                        "web MASTER -> FAULT: eth0: no carrier",
                        "web FAULT -> BACKUP: recovered from: eth0: no carrier");
    }

    @Test
    void anInterfaceThatGoesAndComesBackAsAnother() {
        host.gone.add("eth0");
        host.tellChanged();
        lab.runFor(100 * MS);
        assertThat(host.report("web").why()).isEqualTo("eth0: no such interface");
        assertThat(host.packets.links).isEmpty();
        host.gone.clear();
        host.set(Host.wired("eth0", 9, MacAddress.parse("02:00:00:00:00:99"), "10.9.0.1"));
        lab.runFor(5 * SECOND);
        assertThat(host.state("web")).isEqualTo(VrrpState.MASTER);
        assertThat(host.journal).anyMatch(line -> line.endsWith("claim 10.9.0.100 at 02:00:00:00:00:99"));
    }

    @Test
    void aLinkThatDiesWithoutNews() {
        host.gone.add("eth0");
        lab.runFor(2 * SECOND);
        assertThat(host.state("web")).isEqualTo(VrrpState.FAULT);
        assertThat(host.report("web").why()).startsWith("eth0: ");
        host.gone.clear();
        lab.runFor(6 * SECOND);
        assertThat(host.state("web")).isEqualTo(VrrpState.MASTER);
    }

    @Test
    void noSourceAddress() {
        host.set(Host.wired("eth0", 2, MAC));
        lab.runFor(100 * MS);
        assertThat(host.report("web").why()).as("its VIP does not count").isEqualTo("eth0: no IPv4 address");
        host.set(Host.wired("eth0", 2, MAC, "10.9.0.7"));
        lab.runFor(5 * SECOND);
        assertThat(host.state("web")).isEqualTo(VrrpState.MASTER);
        assertThat(lab.sent.get(lab.sent.size() - 1))
                .as("sent from the new one")
                .startsWith(1, 0, 0x5e)
                .contains(10, 9, 0, 7);
    }

    @Test
    void aConfiguredSourceThatIsNotThere() {
        Specs specs = Specs.web(100);
        specs.source = Addresses.parseIp("10.9.0.55");
        host.apply(specs.spec());
        assertThat(host.report("web").why()).isEqualTo("eth0: no address 10.9.0.55, which adverts are to come from");
        host.set(Host.wired("eth0", 2, MAC, "10.9.0.1", "10.9.0.55"));
        lab.runFor(5 * SECOND);
        assertThat(host.state("web")).isEqualTo(VrrpState.MASTER);
    }

    @Test
    void tooSmallAnMtu() {
        Interface eth0 = host.interfaces.get("eth0");
        host.set(new Interface(2, "eth0", MAC, 68, true, "up", eth0.addresses()));
        host.apply(Specs.web(100).vips(20).spec());
        lab.runFor(100 * MS);
        assertThat(host.report("web").why())
                .isEqualTo("eth0: mtu 68 (expected: at least 112 for an advert of 21 addresses)");
    }

    @Test
    void noEthernet() {
        host.set(new Interface(
                2,
                "eth0",
                null,
                1500,
                true,
                "up",
                List.of(new Address(Addresses.parseIp("10.9.0.1"), 24, 0, true, false))));
        lab.runFor(100 * MS);
        assertThat(host.report("web").why()).isEqualTo("eth0: no Ethernet address (expected: an Ethernet interface)");
    }

    @Test
    void noPrivilegeForPackets() {
        host.packets.refused.add("eth1");
        host.set(Host.wired("eth1", 3, MAC, "10.8.0.1"));
        host.apply(
                Specs.web(100).spec(),
                Specs.router("other", 7, 100).on("eth1").vip("o", "10.8.0.100").spec());
        lab.runFor(10 * SECOND);
        assertThat(host.report("other").why()).isEqualTo("eth1: Operation not permitted (expected: CAP_NET_RAW)");
        assertThat(host.state("web")).as("the others go on").isEqualTo(VrrpState.MASTER);
        assertThat(host.packets.opened).as("tried again once a second").isBetween(8, 15);
        host.packets.refused.clear();
        lab.runFor(5 * SECOND);
        assertThat(host.state("other")).isEqualTo(VrrpState.MASTER);
    }

    @Test
    void noPrivilegeForAddresses() {
        Host fresh = lab.host("10.9.0.3");
        fresh.unbindable.put("*", "Operation not permitted (expected: CAP_NET_ADMIN)");
        fresh.apply(Specs.router("x", 9, 100).vip("x", "10.9.0.110").spec());
        lab.runFor(4 * SECOND);
        assertThat(fresh.state("x")).isEqualTo(VrrpState.FAULT);
        assertThat(fresh.report("x").why()).isEqualTo("Operation not permitted (expected: CAP_NET_ADMIN)");
        assertThat(fresh.count("claim 10.9.0.110 at 02:00:00:00:00:0b"))
                .as("nothing is announced")
                .isZero();
        fresh.unbindable.clear();
        lab.runFor(12 * SECOND);
        assertThat(fresh.state("x")).isEqualTo(VrrpState.MASTER);
    }

    @Test
    void oneAddressOfSeveralThatCannotBeBoundMakesItYield() {
        Host fresh = lab.host("10.9.0.3");
        fresh.unbindable.put("y", "Invalid argument");
        fresh.apply(Specs.router("x", 9, 100)
                .vip("x", "10.9.0.110")
                .vip("y", "10.9.0.111")
                .spec());
        lab.runFor(20 * SECOND);
        assertThat(fresh.report("x").yield()).isEqualTo(VrrpYield.ALONE);
        assertThat(fresh.report("x").bound()).containsExactly("x");
        assertThat(fresh.report("x").troubles()).containsExactly("vip y: Invalid argument");
        assertThat(fresh.count("claim 10.9.0.111 at 02:00:00:00:00:0b")).isZero();
        fresh.unbindable.clear();
        lab.runFor(40 * SECOND);
        assertThat(fresh.report("x").yield()).isEqualTo(VrrpYield.NONE);
        assertThat(fresh.report("x").troubles()).isEmpty();
        assertThat(fresh.report("x").bound()).containsExactly("x", "y");
        assertThat(fresh.count("claim 10.9.0.111 at 02:00:00:00:00:0b")).isEqualTo(5);
    }

    @Test
    void anAddressTakenOffBySomebodyElseIsPutBackAtOnce() {
        host.tellChanged(); // what was bound is seen
        lab.runFor(SECOND / 2);
        host.kernel.remove("eth0 10.9.0.100/24");
        int from = host.journal.size();
        host.tellChanged();
        lab.runFor(60 * MS);
        assertThat(host.bound()).containsExactly("eth0 10.9.0.100/24");
        assertThat(host.since(from)).contains("claim 10.9.0.100 at 02:00:00:00:00:0a");
        assertThat(host.troubles)
                .containsExactly("web: web 10.9.0.100/24 was taken off its interface by somebody else and is put back");
        assertThat(host.state("web")).isEqualTo(VrrpState.MASTER);
    }

    @Test
    void advertsThatCannotBeSentAreTroubleOnce() {
        host.packets.sendFailure = "No buffer space available";
        lab.runFor(10 * SECOND);
        assertThat(host.troubles).containsExactly("web: adverts cannot be sent: No buffer space available");
        assertThat(host.report("web").troubles()).hasSize(1);
        host.packets.sendFailure = null;
        lab.runFor(2 * SECOND);
        assertThat(host.report("web").troubles()).isEmpty();
    }
}
