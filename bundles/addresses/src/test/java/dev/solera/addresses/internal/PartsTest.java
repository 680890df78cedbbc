package dev.solera.addresses.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.solera.api.Addresses;
import dev.solera.netlink.Address;
import dev.solera.netlink.Lifetime;
import dev.solera.spi.VipBinder.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The binder's parts, each alone. */
class PartsTest {
    private static final InetAddress WEB = Addresses.parseIp("192.0.2.10");
    private static final RouterId ONE = new RouterId("eth0", false, 51);
    private static final RouterId TWO = new RouterId("eth0", false, 52);

    @TempDir
    Path folder;

    @Test
    void whatSeveralHoldStaysUntilTheLastLetsGo() {
        Ledger<String> ledger = new Ledger<>();
        ledger.take("a", ONE);
        ledger.take("a", TWO);
        ledger.take("b", ONE);

        assertThat(ledger.of(ONE)).containsExactly("a", "b");
        assertThat(ledger.drop("a", ONE)).isFalse();
        assertThat(ledger.isHeld("a")).isTrue();
        assertThat(ledger.drop("a", TWO)).isTrue();
        assertThat(ledger.isHeld("a")).isFalse();
        assertThat(ledger.of(TWO)).isEmpty();
        assertThat(ledger.all()).containsExactly("b");
        assertThat(ledger.drop("nothing", ONE)).isTrue();
    }

    @Test
    void aSubnetIsItsNetworkAndItsPrefix() {
        assertThat(Subnet.of(WEB, 24)).isEqualTo(new Subnet(Addresses.parseIp("192.0.2.0"), 24));
        assertThat(Subnet.of(WEB, 0)).isEqualTo(new Subnet(Addresses.parseIp("0.0.0.0"), 0));
        assertThat(Subnet.of(WEB, 32).isHost()).isTrue();
        assertThat(Subnet.of(Addresses.parseIp("2001:db8::ffff"), 113))
                .isEqualTo(new Subnet(Addresses.parseIp("2001:db8::8000"), 113));
    }

    @Test
    void kernelsKeepATagFrom518On() {
        assertThat(Ownership.ofRelease("5.18.0").tagged()).isTrue();
        assertThat(Ownership.ofRelease("6.1.0-18-amd64").tagged()).isTrue();
        assertThat(Ownership.ofRelease("5.17.15-arch").tagged()).isFalse();
        assertThat(Ownership.ofRelease("4.19.0").tagged()).isFalse();
        assertThat(Ownership.ofRelease("unknown").tagged()).isTrue();
    }

    @Test
    void anAddressIsOursByItsTagAndWhereThereAreNoneByAShortLease() {
        Address plain = Address.of(2, WEB, 24);
        Address leased = plain.withLifetime(Lifetime.ofSeconds(60));
        Address six = Address.of(2, Addresses.parseIp("2001:db8::1"), 64).withLifetime(Lifetime.deprecated(3));
        Ownership tags = new Ownership(true);
        Ownership none = new Ownership(false);

        assertThat(tags.isOurs(plain.withProtocol(Ownership.PROTOCOL))).isTrue();
        assertThat(tags.isOurs(leased)).isFalse();
        assertThat(none.isOurs(leased)).isTrue();
        assertThat(none.isOurs(plain)).isFalse();
        assertThat(none.isOurs(plain.withLifetime(Lifetime.ofSeconds(61)))).isFalse();
        assertThat(none.isOurs(six)).isFalse();
        assertThat(none.isOurs(six.withFlags(Address.NO_DAD | Address.DEPRECATED)))
                .isTrue();
    }

    @Test
    void capabilitiesAreReadFromTheKernelsOwnList() {
        assertThat(Privileges.netAdmin("Name:\tjava\nCapEff:\t000001ffffffffff\n"))
                .isTrue();
        assertThat(Privileges.netAdmin("CapEff:\t0000000000001000\n")).isTrue();
        assertThat(Privileges.netAdmin("CapEff:\t0000000000002000\n")).isFalse();
    }

    @Test
    void aSettingIsWrittenOnlyWhereItDiffersAndExists() throws Exception {
        Path file = folder.resolve("net/ipv4/conf/vrrp.51/arp_ignore");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "0\n");
        Sysctls sysctls = new Sysctls(folder);

        sysctls.set("ipv4", "vrrp.51", "arp_ignore", 1);
        sysctls.set("ipv4", "vrrp.51", "no_such_setting", 1);

        assertThat(file).hasContent("1\n");
        assertThat(folder.resolve("net/ipv4/conf/vrrp.51/no_such_setting")).doesNotExist();
        assertThat(sysctls.get("ipv4", "vrrp.51", "arp_ignore")).isEqualTo(1);
        assertThat(sysctls.get("ipv4", "eth9", "arp_ignore")).isEqualTo(-1);
    }

    @Test
    void aSettingThatCannotBeWrittenIsNamedWithWhatToGrant() throws Exception {
        assumeFalse("root".equals(System.getProperty("user.name")), "skipped: root may write everything");
        Path file = folder.resolve("net/ipv4/conf/eth0/arp_ignore");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "0\n");
        assertThat(file.toFile().setReadOnly()).isTrue();

        assertThatThrownBy(() -> new Sysctls(folder).set("ipv4", "eth0", "arp_ignore", 1))
                .hasMessage("net/ipv4/conf/eth0/arp_ignore: 0 (expected: 1, and a /proc/sys/net that this process may"
                        + " write: Permission denied)");
    }

    @Test
    void whatIsLeftIsTakenOnce() {
        Handover handover = Handover.inThisProcess();
        Set<Spot> spots = Set.of(new Spot(2, WEB), new Spot(3, Addresses.parseIp("2001:db8::1")));

        handover.leave(spots);

        assertThat(Handover.inThisProcess().take()).isEqualTo(spots);
        assertThat(handover.take()).isEmpty();
    }

    @Test
    void theFilterIsOneTransactionOfBothFamilies() {
        String script = AcceptFilter.script(List.of(Claims.on("eth0", 51)
                .vip("b", "192.0.2.11/24")
                .vip("a", "192.0.2.10/24")
                .vip("six", "2001:db8::10/64")
                .closed()
                .claim()));

        assertThat(script)
                .isEqualTo(
                        """
                        table inet solera
                        delete table inet solera
                        table inet solera {
                          set vips4 {
                            type ipv4_addr
                            elements = { 192.0.2.10, 192.0.2.11 }
                          }
                          set vips6 {
                            type ipv6_addr
                            elements = { 2001:db8::10 }
                          }
                          chain input {
                            type filter hook input priority -1; policy accept;
                            ip daddr @vips4 drop
                            ip6 daddr @vips6 icmpv6 type != { nd-neighbor-solicit, nd-neighbor-advert } drop
                            ip6 daddr @vips6 meta l4proto != ipv6-icmp drop
                          }
                        }
                        """);
        assertThat(AcceptFilter.script(List.of())).isEqualTo("table inet solera\ndelete table inet solera\n");
    }

    @Test
    void withoutNftAClosedVirtualRouterSaysWhatToInstall() {
        AcceptFilter filter = new AcceptFilter(new Nft() {
            @Override
            Path program() {
                return null;
            }
        });

        assertThat(filter.apply(List.of(
                        Claims.on("eth0", 51).vip("a", "192.0.2.10/24").closed().claim())))
                .containsExactly(new Failure(
                        "eth0-51", null, "accept = false: nft: not found (expected: the package nftables)"));
        assertThat(filter.apply(
                        List.of(Claims.on("eth0", 51).vip("a", "192.0.2.10/24").claim())))
                .isEmpty();
        assertThat(filter.limit()).contains("nft");
    }

    @Test
    void whatNftRefusesIsSaidInItsWords() throws Exception {
        Path program = folder.resolve("nft");
        Files.writeString(program, "#!/bin/sh\ncat >/dev/null\necho 'Error: Operation not permitted' >&2\nexit 1\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Nft nft = new Nft() {
            @Override
            Path program() {
                return program;
            }
        };

        assertThatThrownBy(() -> nft.run("table inet solera\n"))
                .isInstanceOf(IOException.class)
                .hasMessage("nft: Error: Operation not permitted");
    }
}
