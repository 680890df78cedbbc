package dev.solera.itests.netns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A third host sends adverts that it should not. */
@Timeout(120)
@ExtendWith(SharedDuo.class)
class HostileIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int EACH = 50;
    private static final String VIP = "10.9.4.41";

    private Duo duo;
    private Injector injector;
    private Forged forged;

    @BeforeEach
    void begin(Duo shared) {
        duo = shared.reset();
        injector = Injector.on(duo.attacker, "eth0");
    }

    @AfterEach
    void end() {
        injector.close();
    }

    @Test
    void withAnHmacNothingThatAStrangerSendsChangesAnything() {
        share(41, "auth.hmac.key.1 = hex:" + "5a".repeat(32) + "\n");
        byte[] authentic = duo.sniffer
                .awaitFrame(
                        "advert",
                        Sniffer.now(),
                        SOON,
                        f -> f.isAdvert(41) && f.source().equals(Duo.FIRST))
                .bytes();
        duo.sniffer.awaitAdvert(41, Duo.FIRST, Sniffer.now() + 200_000_000L, SOON);
        List<String> before = transitions();
        long began = Sniffer.now();
        Map<String, Long> counted = counters(duo.second);

        attack(authentic);

        // What has a wrong checksum or is cut short is found out by that, or by the HMAC that it lacks.
        awaitCounted(
                counted,
                Map.of("hmac_replay", EACH, "hmac_missing", 2 * EACH, "auth_failure", EACH, "ip_ttl_err", EACH),
                7 * EACH);
        assertThat(transitions()).isEqualTo(before);
        assertThat(duo.sniffer.since(began).stream()
                        .filter(f -> f.isAdvert(41) && f.source().equals(Duo.SECOND)))
                .isEmpty();
        assertThat(duo.first.host().has(VIP)).isTrue();
        assertThat(duo.first.log() + duo.second.log()).doesNotContain("Exception");
    }

    @Test
    void withoutAnHmacWhatIsMalformedChangesNothing() {
        share(42, "");
        List<String> before = transitions();
        Map<String, Long> counted = counters(duo.second);

        Random random = new Random(42);
        for (int i = 0; i < EACH; i++) {
            injector.send(forged.withPriority(255).withTtl(254).frame());
            injector.send(forged.withPriority(255).withWrongChecksum());
            injector.send(forged.withPriority(255).truncated());
            injector.send(garbage(random));
        }

        awaitCounted(counted, Map.of("ip_ttl_err", EACH, "chk_err", EACH, "packet_len_err", EACH), 4 * EACH);
        assertThat(transitions()).isEqualTo(before);
        assertThat(duo.first.log() + duo.second.log()).doesNotContain("Exception");
    }

    @Test
    void withoutAnHmacAHigherPriorityWinsForAsLongAsItIsHeard() {
        share(43, "");
        long began = Sniffer.now();
        long until = began + 1_000_000_000L;
        await("a second of adverts with priority 255")
                .pollInterval(Duration.ofMillis(50))
                .atMost(SOON)
                .until(() -> {
                    injector.send(forged.withPriority(255).frame());
                    return Sniffer.now() > until;
                });
        long ended = Sniffer.now();
        Seen again = duo.sniffer.awaitAdvert(43, Duo.FIRST, ended, SOON);
        assertThat(duo.sniffer.since(began + 300_000_000L).stream()
                        .filter(f -> f.isAdvert(43) && f.atNanos() < ended)
                        .map(Seen::source))
                .containsOnly(Host.ip("10.9.0.66"));
        Bar.holds(
                "MASTER again after a stranger's priority 255, 100 ms",
                Duration.ofNanos(again.atNanos() - ended),
                Duration.ofMillis(345));
        duo.awaitFirst(43, VIP);
        assertThat(duo.first.lastTransition("shared")).startsWith("BACKUP -> MASTER");
        assertThat(duo.first.transitions("shared"))
                .anyMatch(t -> t.startsWith("MASTER -> BACKUP") && t.contains("255"));
    }

    @Test
    void withoutAnHmacPriorityZeroInTheMastersNameLastsUntilItsNextAdvert() {
        share(44, "");
        Map<String, Long> counted = counters(duo.second);
        for (int i = 0; i < EACH; i++) {
            injector.send(forged.withSource(Duo.FIRST).withPriority(0).frame());
        }
        awaitCounted(counted, Map.of("pri_zero_rcvd", EACH), EACH);
        duo.awaitFirst(44, VIP);
    }

    private void share(int vrid, String more) {
        duo.both("shared", FailoverIT.instance(vrid, 3, 100) + "vip.shared = " + VIP + "/32\n" + more, 150, 100);
        duo.awaitFirst(vrid, VIP);
        forged = new Forged(duo.attacker.mac("eth0"), Host.ip("10.9.0.66"), vrid, 100, 10, List.of(Host.ip(VIP)), 255);
    }

    private void attack(byte[] authentic) {
        Random random = new Random(41);
        byte[] broken = authentic.clone();
        broken[broken.length - 1] ^= 1;
        for (int i = 0; i < EACH; i++) {
            injector.send(forged.withPriority(255).frame());
            injector.send(forged.withSource(Duo.FIRST).withPriority(0).frame());
            injector.send(authentic);
            injector.send(broken);
            injector.send(forged.withPriority(255).withTtl(254).frame());
            injector.send(forged.withPriority(255).withWrongChecksum());
            injector.send(forged.withPriority(255).truncated());
            injector.send(garbage(random));
        }
    }

    private byte[] garbage(Random random) {
        byte[] bytes = new byte[random.nextInt(100)];
        random.nextBytes(bytes);
        return forged.packet(bytes);
    }

    private List<String> transitions() {
        return List.of(
                duo.first.transitions("shared").toString(),
                duo.second.transitions("shared").toString());
    }

    private static Map<String, Long> counters(Node node) {
        Map<String, Long> counters = new TreeMap<>();
        node.show("shared")
                .path("counters")
                .fields()
                .forEachRemaining(c -> counters.put(c.getKey(), c.getValue().asLong()));
        return counters;
    }

    /** Waits until counters have grown by so much each, and all but those of good adverts by {@code all} together. */
    private void awaitCounted(Map<String, Long> before, Map<String, Integer> atLeast, long all) {
        await("all is counted").atMost(SOON).untilAsserted(() -> {
            Map<String, Long> more = new TreeMap<>();
            counters(duo.second).forEach((name, count) -> more.put(name, count - before.getOrDefault(name, 0L)));
            atLeast.forEach((name, least) ->
                    assertThat(more.get(name)).as("%s in %s", name, more).isGreaterThanOrEqualTo(least));
            more.keySet().removeAll(List.of("advert_rcvd", "advert_sent"));
            assertThat(more.values().stream().mapToLong(v -> v).sum())
                    .as("%s", more)
                    .isGreaterThanOrEqualTo(all);
        });
    }
}
