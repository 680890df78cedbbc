package dev.solera.itests.netns;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The cable between the two switches is pulled and put back: each half has a MASTER, and the whole has one again. */
@Timeout(600)
@ExtendWith(SharedDuo.class)
class SplitIT {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final String VIP = "10.9.4.51";
    private static final int VRID = 51;

    private Duo duo;

    @BeforeEach
    void begin(Duo shared) {
        duo = shared.reset();
        duo.both("split", FailoverIT.instance(VRID, 3, 100) + "vip.split = " + VIP + "/32\n", 150, 100);
        duo.awaitFirst(VRID, VIP);
    }

    @Test
    void twoMastersNeverLastLongerThanThreeIntervalsAfterTheCableIsBack() {
        try (Sniffer right = Sniffer.on(duo.lan, Lan.Side.RIGHT);
                Prober far = Prober.pinging(duo.farClient, VIP, Duration.ofMillis(20), Duration.ofMillis(20))) {
            far.awaitSuccess(0, SOON);
            for (int round = 0; round < Bar.rounds(5, 50); round++) {
                long cut = Sniffer.now();
                duo.lan.cutTrunk();
                right.awaitAdvert(VRID, Duo.SECOND, cut, SOON);
                far.awaitSuccess(cut, SOON);
                duo.second.host().awaitHas(VIP, true, SOON);
                assertThat(duo.first.host().has(VIP)).isTrue();

                long healed = Sniffer.now();
                duo.lan.healTrunk();
                Seen heard = right.awaitAdvert(VRID, Duo.FIRST, healed, SOON);
                right.awaitOnlyMaster(VRID, Duo.FIRST, Duration.ofMillis(500), SOON);
                List<Seen> since = right.since(heard.atNanos());
                long last = since.stream()
                        .filter(f -> f.isAdvert(VRID) && f.source().equals(Duo.SECOND))
                        .mapToLong(Seen::atNanos)
                        .max()
                        .orElse(heard.atNanos());
                Bar.holds(
                        "two MASTERs after the cable is back, 100 ms",
                        Duration.ofNanos(last - heard.atNanos()),
                        Duration.ofMillis(300));
                duo.second.host().awaitHas(VIP, false, SOON);
                right.awaitFrame(
                        "claim of the true MASTER",
                        heard.atNanos(),
                        SOON,
                        f -> f.claims(Host.ip(VIP))
                                && f.from().equals(duo.first.host().mac("eth0")));
                far.awaitSuccess(Sniffer.now(), SOON);
                assertThat(duo.farClient.neighbour(VIP))
                        .isEqualTo(duo.first.host().mac("eth0"));
            }
        }
        assertThat(duo.first.transitions("split"))
                .as("the true MASTER never left")
                .hasSizeLessThanOrEqualTo(2);
        assertThat(duo.first.log()).contains("MASTER too");
    }
}
