package dev.solera.vrrp.internal.engine;

import static dev.solera.vrrp.internal.engine.Lab.MS;
import static dev.solera.vrrp.internal.engine.Lab.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.api.VrrpState;
import dev.solera.spi.MacAddress;
import dev.solera.vrrp.internal.wire.GratuitousArp;
import dev.solera.vrrp.internal.wire.IpAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever others send: no exception, no transition they have no right to, each kind told once and every frame counted. */
class HostileTest {
    private final Lab lab = new Lab();
    private final Host master = lab.host("10.9.0.1");
    private final Host backup = lab.host("10.9.0.2");

    private void pair(Specs of1, Specs of2) {
        master.apply(of1.spec());
        backup.apply(of2.spec());
        lab.runFor(5 * SECOND);
        assertThat(master.isMaster("web")).isTrue();
        assertThat(backup.state("web")).isEqualTo(VrrpState.BACKUP);
    }

    @Test
    void noForgedOrReplayedAdvertMovesASignedPair() {
        pair(
                Specs.web(200).every(100).secrets(Specs.hmac(1, false, "0a")),
                Specs.web(100).every(100).secrets(Specs.hmac(1, false, "0a")));
        Lab outside = new Lab();
        Host forger = outside.host("10.9.0.3");
        forger.apply(Specs.web(255).every(100).spec());
        outside.runFor(SECOND);
        forger.works.stop(() -> {});
        outside.runFor(SECOND);
        int sent = lab.sent.size();
        int before = master.transitions.size() + backup.transitions.size();
        Random random = new Random(20260301);
        for (int i = 0; i < 2000; i++) {
            byte[] frame = random.nextInt(3) == 0
                    ? outside.sent.get(random.nextInt(outside.sent.size())).clone()
                    : lab.sent.get(random.nextInt(sent)).clone();
            for (int damage = random.nextInt(3); damage > 0; damage--) {
                frame[random.nextInt(frame.length)] = (byte) random.nextInt(256);
            }
            lab.inject(frame);
            lab.runFor(random.nextInt(20_000_000));
        }
        assertThat(master.transitions.size() + backup.transitions.size()).isEqualTo(before);
        assertThat(master.isMaster("web")).isTrue();
        Map<String, Long> counters = backup.report("web").counters();
        for (String name : new String[] {"hmac_missing", "hmac_replay", "hmac_stale", "chk_err", "packet_len_err"}) {
            assertThat(counters.get(name)).as(name).isPositive();
        }
        assertThat(backup.troubles.size()).as("%s", backup.troubles).isLessThan(20);
    }

    @Test
    void noiseOfAnyKindThrowsNothing() {
        pair(Specs.web(200).every(100), Specs.web(100).every(100));
        Random random = new Random(20260302);
        int known = lab.sent.size();
        for (int i = 0; i < 20_000; i++) {
            byte[] frame;
            if (random.nextBoolean()) {
                frame = new byte[random.nextInt(200)];
                random.nextBytes(frame);
            } else {
                frame = lab.sent.get(random.nextInt(known)).clone();
                frame[random.nextInt(frame.length)] = (byte) random.nextInt(256);
                frame = java.util.Arrays.copyOf(frame, random.nextInt(frame.length + 20));
            }
            lab.inject(frame);
            if (i % 50 == 0) {
                lab.runFor(MS);
            }
        }
        lab.runFor(2 * SECOND);
        assertThat(lab.masters("web")).isOne();
    }

    @Test
    void withoutAuthenticationAForgerOfPriority255IsObeyedAndOutlived() {
        pair(Specs.web(200).every(100), Specs.web(100).every(100));
        Lab outside = new Lab();
        Host forger = outside.host("10.9.0.3");
        forger.apply(Specs.web(255).every(100).spec());
        outside.runFor(MS);
        lab.inject(outside.sent.get(0));
        lab.runFor(100 * MS);
        assertThat(lab.masters("web")).isZero();
        lab.runFor(SECOND);
        assertThat(master.isMaster("web")).isTrue();
        assertThat(lab.masters("web")).isOne();
    }

    @Test
    void anUnknownIdentifierIsCounted() {
        pair(Specs.web(200), Specs.web(100));
        Host stranger = lab.host("10.9.0.3");
        stranger.apply(Specs.router("other", 99, 255).vip("o", "10.9.0.130").spec());
        lab.runFor(3 * SECOND + MS);
        assertThat(backup.report("web").counters().get("vrid_err")).isEqualTo(4);
        assertThat(backup.troubles).isEmpty();
    }

    @Test
    void otherAddressesAreToldOnceWhileTheyLast() {
        pair(Specs.web(200).vip("more", "10.9.0.101"), Specs.web(100));
        lab.runFor(20 * SECOND);
        assertThat(backup.troubles)
                .containsExactly(
                        "web: 10.9.0.1 advertises other addresses: 2 (expected: 1), not configured here [10.9.0.101]");
        assertThat(backup.report("web").troubles()).hasSize(1);
        assertThat(backup.report("web").counters().get("addr_list_err")).isGreaterThan(20);
        master.apply(Specs.web(200).spec());
        lab.runFor(20 * SECOND);
        assertThat(backup.report("web").troubles()).isEmpty();
        assertThat(backup.troubles).hasSize(2).last().asString().startsWith("web: over: 10.9.0.1 advertises other");
        master.apply(Specs.web(200).vip("more", "10.9.0.101").spec());
        lab.runFor(2 * SECOND);
        assertThat(backup.troubles).as("anew when it comes again").hasSize(3);
    }

    @Test
    void anotherIntervalIsDroppedInVersion2() {
        master.apply(Specs.web(200).version(2).every(2000).spec());
        backup.apply(Specs.web(100).version(2).spec());
        lab.runFor(20 * SECOND);
        assertThat(lab.masters("web")).as("as in keepalived").isEqualTo(2);
        assertThat(backup.troubles)
                .containsExactly(
                        "web: adverts of 10.9.0.1 are dropped: another interval than 1000 ms",
                        "web: 10.9.0.100 is claimed by 02:00:00:00:00:0a too");
        assertThat(backup.report("web").counters().get("advert_interval_err")).isPositive();
    }

    @Test
    void anotherIntervalIsLearntInVersion3AndTold() {
        pair(Specs.web(200).every(100), Specs.web(100));
        assertThat(backup.report("web").activeInterval().toMillis()).isEqualTo(100);
        assertThat(backup.troubles).containsExactly("web: 10.9.0.1 advertises every 100 ms (expected: 1000 as here)");
        master.kill();
        lab.runFor(SECOND);
        assertThat(backup.isMaster("web")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0b, adverts of 10.9.0.1 are dropped: another HMAC key", "'', adverts of 10.9.0.1 are dropped: no HMAC"
    })
    void anotherKeyIsTold(String key, String trouble) {
        master.apply((key.isEmpty() ? Specs.web(200) : Specs.web(200).secrets(Specs.hmac(1, true, key))).spec());
        backup.apply(Specs.web(100).secrets(Specs.hmac(1, true, "0a")).spec());
        lab.runFor(10 * SECOND);
        assertThat(backup.troubles)
                .containsExactly("web: " + trouble, "web: 10.9.0.100 is claimed by 02:00:00:00:00:0a too");
    }

    @Test
    void aSecondOwnerOfAnAddressIsToldAndAnswered() {
        pair(Specs.web(200), Specs.web(100));
        long claims = master.count("claim 10.9.0.100 at 02:00:00:00:00:0a");
        ByteBuffer frame = ByteBuffer.allocate(GratuitousArp.FRAME_BYTES);
        new GratuitousArp(MacAddress.parse("02:00:00:00:00:99"), IpAddress.parse("10.9.0.100")).write(frame);
        for (int i = 0; i < 5; i++) {
            lab.inject(frame.array().clone());
            lab.runFor(100 * MS);
        }
        assertThat(master.troubles).containsExactly("web: 10.9.0.100 is claimed by 02:00:00:00:00:99 too");
        assertThat(backup.troubles).isEmpty();
        assertThat(master.count("claim 10.9.0.100 at 02:00:00:00:00:0a"))
                .as("defended once")
                .isEqualTo(claims + 1);
    }

    @Test
    void whatHasArrivedIsReadBeforeASilenceIsBelieved() {
        pair(Specs.web(200), Specs.web(100));
        // The host sleeps through four adverts, then wakes with all of them in its socket.
        backup.alive = false;
        lab.runFor(4 * SECOND + 500 * MS);
        backup.alive = true;
        lab.runFor(3 * SECOND);
        assertThat(backup.transitions).containsExactly("web INIT -> BACKUP: started");
    }

    @Test
    void aFloodIsReadInPartsAndTheMasterGoesOnAdvertising() {
        pair(Specs.web(200).every(100), Specs.web(100).every(100));
        byte[] noise = new byte[60];
        for (int i = 0; i < 20_000; i++) {
            master.packets.deliver("eth0", noise, lab.nanos());
        }
        lab.runFor(SECOND);
        assertThat(master.isMaster("web")).isTrue();
        assertThat(backup.transitions).hasSize(1);
    }
}
