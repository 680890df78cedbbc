package dev.solera.itests.netns;

import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Two appliances on a LAN, one on each switch, each with a client beside it, a web server, a host for keepalived and one for an attacker. Starting
 * appliances takes seconds, so all tests share one; each begins with {@link #reset}.
 */
final class Duo implements AutoCloseable {
    static final String[] TOOLS = {"keepalived", "nft", "stdbuf"};
    static final InetAddress FIRST = Host.ip("10.9.0.1");
    static final InetAddress SECOND = Host.ip("10.9.0.2");
    static final InetAddress PEER = Host.ip("10.9.0.3");

    final Lab lab = Lab.open(TOOLS);
    final Lan lan = lab.lan("lan");
    final Lan other = lab.lan("other");
    final Host client = lab.host("client").join(lan, "eth0", "10.9.0.8/16", "fd00:9::8/64");
    final Host farClient = lab.host("far").join(lan, Lan.Side.RIGHT, "eth0", "10.9.0.9/16", "fd00:9::9/64");
    final Host peer = lab.host("peer").join(lan, "eth0", "10.9.0.3/16", "fd00:9::3/64");
    final Host attacker = lab.host("attacker").join(lan, "eth0", "10.9.0.66/16");
    final Host web = lab.host("web").join(lan, "eth0", "10.9.0.11/16");
    final Node first;
    final Node second;
    final Sniffer sniffer;

    Duo() {
        try {
            first = new Node(lab.host("a")
                    .join(lan, "eth0", "10.9.0.1/16", "fd00:9::1/64")
                    .join(other, "eth1", "10.10.0.1/24"));
            second = new Node(lab.host("b")
                    .join(lan, Lan.Side.RIGHT, "eth0", "10.9.0.2/16", "fd00:9::2/64")
                    .join(other, "eth1", "10.10.0.2/24"));
            sniffer = Sniffer.on(lan);
        } catch (RuntimeException | AssertionError e) {
            lab.close();
            throw e;
        }
    }

    /** Makes both run with nothing to do and nothing left of what was before. */
    Duo reset() {
        lan.healTrunk();
        other.heal(first.host());
        lan.heal(first.host());
        lan.heal(second.host());
        first.clear();
        second.clear();
        CompletableFuture.allOf(
                        CompletableFuture.runAsync(() -> running(first)),
                        CompletableFuture.runAsync(() -> running(second)))
                .join();
        await("both are idle").atMost(Duration.ofSeconds(20)).until(() -> idle(first) && idle(second));
        return this;
    }

    /** Puts the same virtual router on both; {@code %d} in the text is the priority. */
    void both(String name, String text, int firstPriority, int secondPriority) {
        first.vrrp(name, text.formatted(firstPriority));
        second.vrrp(name, text.formatted(secondPriority));
    }

    /** Waits until the first node, and it alone, is MASTER of a virtual router and has its address. */
    void awaitFirst(int vrid, String vip) {
        sniffer.awaitOnlyMaster(vrid, FIRST, Duration.ofMillis(1_300), Duration.ofSeconds(20));
        first.host().awaitHas(vip, true, Duration.ofSeconds(5));
        second.host().awaitHas(vip, false, Duration.ofSeconds(5));
    }

    @Override
    public void close() {
        try (lab;
                sniffer;
                first;
                second) {
            // In this order, the last one first, whatever fails.
        }
    }

    private static void running(Node node) {
        if (!node.runs()) {
            node.start();
        }
    }

    private static boolean idle(Node node) {
        return node.json("vrrp:list").isEmpty() && node.json("lb:list").isEmpty();
    }
}
