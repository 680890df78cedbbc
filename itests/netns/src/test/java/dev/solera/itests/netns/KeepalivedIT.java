package dev.solera.itests.netns;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * An appliance and real keepalived share virtual routers of every kind, each of the two being MASTER of one of a kind: whoever goes, the other takes over,
 * and who comes back takes back what is his.
 */
@Timeout(180)
@ExtendWith(SharedDuo.class)
class KeepalivedIT {
    private static final Duration TAKEOVER = Duration.ofMillis(3_620);
    private static final Duration CLEAN = Duration.ofMillis(620);
    private static final Duration SOON = Duration.ofSeconds(20);

    private static final int OURS = 20;
    private static final int THEIRS = 40;

    private Duo duo;
    private Sniffer sniffer;
    private Keepalived keepalived;

    @BeforeEach
    void begin(Duo shared) {
        duo = shared.reset();
        sniffer = duo.sniffer;
        StringBuilder peer = new StringBuilder();
        for (Kind kind : Kind.values()) {
            duo.first.vrrp("ours-" + kind, solera(kind, OURS, 150));
            duo.first.vrrp("theirs-" + kind, solera(kind, THEIRS, 100));
            peer.append(keepalived(kind, OURS, 100)).append(keepalived(kind, THEIRS, 150));
        }
        keepalived = Keepalived.on(duo.peer, peer.toString());
    }

    @AfterEach
    void end() {
        keepalived.close();
        // What it has left if the test ended while it was killed.
        duo.peer.run("ip", "addr", "flush", "dev", "eth0", "to", "10.9.3.0/24");
        duo.peer.run("ip", "addr", "flush", "dev", "eth0", "to", "fe80::5:0/112");
        duo.peer.run("ip", "addr", "flush", "dev", "eth0", "to", "fd00:9::5:0/112");
    }

    @Test
    void eachIsMasterAndBackupOfTheOtherInEveryKindOfVrrp() {
        everybodyHasHisOwn();

        long killed = Sniffer.now();
        keepalived.kill();
        for (Kind kind : Kind.values()) {
            Bar.holds("keepalived killed, Solera takes over, " + kind, gap(kind, THEIRS, true, killed), TAKEOVER);
            duo.first.host().awaitHas(kind.vip(THEIRS), true, SOON);
        }
        keepalived.start();
        everybodyHasHisOwn();

        killed = Sniffer.now();
        duo.first.kill();
        for (Kind kind : Kind.values()) {
            // How soon is keepalived's business.
            Bar.note("Solera killed, keepalived takes over, " + kind, gap(kind, OURS, false, killed));
            duo.peer.awaitHas(kind.vip(OURS), true, SOON);
        }
        duo.first.start();
        everybodyHasHisOwn();

        long stopped = Sniffer.now();
        keepalived.stop();
        for (Kind kind : Kind.values()) {
            Bar.holds("keepalived stopped, Solera takes over, " + kind, gap(kind, THEIRS, true, stopped), CLEAN);
        }
        keepalived.start();
        everybodyHasHisOwn();

        stopped = Sniffer.now();
        duo.first.stop();
        for (Kind kind : Kind.values()) {
            Bar.note("Solera stopped, keepalived takes over, " + kind, gap(kind, OURS, false, stopped));
        }
        assertThat(keepalived.log()).doesNotContainIgnoringCase("invalid").doesNotContainIgnoringCase("mismatch");
    }

    private void everybodyHasHisOwn() {
        for (Kind kind : Kind.values()) {
            sniffer.awaitOnlyMaster(OURS + kind.number, ours(kind), Duration.ofMillis(1_300), SOON);
            sniffer.awaitOnlyMaster(THEIRS + kind.number, theirs(kind), Duration.ofMillis(1_300), SOON);
        }
        for (Kind kind : Kind.values()) {
            duo.first.host().awaitHas(kind.vip(OURS), true, SOON);
            duo.peer.awaitHas(kind.vip(OURS), false, SOON);
            duo.first.host().awaitHas(kind.vip(THEIRS), false, SOON);
            duo.peer.awaitHas(kind.vip(THEIRS), true, SOON);
        }
    }

    private Duration gap(Kind kind, int base, boolean toUs, long since) {
        InetAddress from = toUs ? theirs(kind) : ours(kind);
        InetAddress to = toUs ? ours(kind) : theirs(kind);
        return sniffer.awaitTakeover(base + kind.number, from, to, since, SOON).gap();
    }

    private InetAddress ours(Kind kind) {
        return kind == Kind.V6 ? duo.first.host().linkLocal("eth0") : Duo.FIRST;
    }

    private InetAddress theirs(Kind kind) {
        return kind == Kind.V6 ? duo.peer.linkLocal("eth0") : Duo.PEER;
    }

    private static String solera(Kind kind, int base, int priority) {
        StringBuilder text = new StringBuilder("interface = eth0\nvrid = ")
                .append(base + kind.number)
                .append("\npriority = ")
                .append(priority)
                .append("\nversion = ")
                .append(kind.version)
                .append('\n');
        List<String> vips = kind.vips(base);
        for (int i = 0; i < vips.size(); i++) {
            text.append("vip.")
                    .append(kind)
                    .append(base)
                    .append('-')
                    .append(i)
                    .append(" = ")
                    .append(vips.get(i))
                    .append('\n');
        }
        return switch (kind) {
            case PASS -> text.append("auth.password = 1111\n").toString();
            case UNICAST2, UNICAST3 ->
                text.append("unicast.peer.k = 10.9.0.3\n").toString();
            default -> text.toString();
        };
    }

    private static String keepalived(Kind kind, int base, int priority) {
        String more =
                switch (kind) {
                    case PASS -> "authentication {\n auth_type PASS\n auth_pass 1111\n }\n";
                    case UNICAST2, UNICAST3 -> "unicast_src_ip 10.9.0.3\n unicast_peer {\n 10.9.0.1\n }\n";
                    default -> "";
                };
        return """
                vrrp_instance %s%d {
                  interface eth0
                  version %d
                  virtual_router_id %d
                  priority %d
                  advert_int 1
                  virtual_ipaddress {
                    %s
                  }
                  %s
                }
                """
                .formatted(
                        kind,
                        base,
                        kind.version,
                        base + kind.number,
                        priority,
                        String.join("\n", kind.vips(base)),
                        more);
    }

    /** What VRRP comes as. */
    private enum Kind {
        V2(1, 2),
        PASS(2, 2),
        V3(3, 3),
        V6(4, 3),
        UNICAST2(5, 2),
        UNICAST3(6, 3);

        private final int number;
        private final int version;

        Kind(int number, int version) {
            this.number = number;
            this.version = version;
        }

        List<String> vips(int base) {
            int host = base + number;
            return this == V6
                    ? List.of("fe80::5:" + host + "/64", "fd00:9::5:" + host + "/64")
                    : List.of("10.9.3." + host + "/32", "10.9.3.1" + host + "/32");
        }

        /** The last of them, without its prefix. */
        String vip(int base) {
            return vips(base).get(1).replaceAll("/.*", "");
        }
    }
}
