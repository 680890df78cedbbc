package dev.solera.addresses.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.netlink.Address;
import dev.solera.netlink.Errno;
import dev.solera.netlink.NetlinkException;
import dev.solera.spi.VipBinder.Claim;
import dev.solera.spi.VipBinder.Failure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long addresses are kept, and when they are renewed, in virtual time. */
class LeaseTest {
    private final FakeKernel kernel = new FakeKernel();
    private long nowNanos = -5;
    private KernelVipBinder binder;

    @TempDir
    Path sys;

    @BeforeEach
    void make() {
        binder = binder(new Ownership(true));
    }

    private KernelVipBinder binder(Ownership ownership) {
        return new KernelVipBinder(
                kernel,
                ownership,
                new Sysctls(sys),
                new AcceptFilter(new Nft()),
                new Handover.InProperty(),
                () -> nowNanos);
    }

    @Test
    void aLeaseIsWholeSecondsRoundedUpAndAtLeastThree() {
        assertThat(Lease.seconds(Duration.ofMillis(30), 1)).isEqualTo(3);
        assertThat(Lease.seconds(Duration.ofMillis(3_000), 1)).isEqualTo(3);
        assertThat(Lease.seconds(Duration.ofMillis(3_001), 1)).isEqualTo(4);
        assertThat(Lease.seconds(Duration.ofSeconds(765), 1)).isEqualTo(765);
    }

    @Test
    void moreThanAThousandVipsOnAnInterfaceHaveAMinuteAtLeast() {
        assertThat(Lease.seconds(Duration.ofSeconds(3), 1_000)).isEqualTo(3);
        assertThat(Lease.seconds(Duration.ofSeconds(3), 1_001)).isEqualTo(60);
        assertThat(Lease.seconds(Duration.ofSeconds(765), 1_001)).isEqualTo(765);
    }

    @Test
    void manyThatAreClaimedInARowDoNotWaitForTheKernelEachTimeAndKnowOfEachOther() {
        kernel.lags = true;
        for (int vrid = 1; vrid <= 3; vrid++) {
            assertThat(binder.bind(Claims.on("eth0", vrid)
                            .vip("web", "192.0.2." + vrid + "/24")
                            .claim()))
                    .isEmpty();
        }
        assertThat(kernel.caughtUp).isEqualTo(1);
        assertThat(kernel.said)
                .containsExactly(
                        "add address 192.0.2.1/24 on interface 2",
                        "add address 192.0.2.2/32 on interface 2",
                        "add address 192.0.2.3/32 on interface 2");

        nowNanos += Duration.ofMillis(21).toNanos();
        binder.bind(Claims.on("eth0", 4).vip("web", "192.0.2.4/24").claim());
        assertThat(kernel.caughtUp).isEqualTo(2);
        binder.release(Claims.on("eth0", 4).vip("web", "192.0.2.4/24").claim());
        assertThat(kernel.caughtUp).isEqualTo(3);
        binder.bind(Claims.on("eth0", 4).vip("web", "192.0.2.4/24").claim());
        assertThat(kernel.caughtUp).as("after something was taken off").isEqualTo(4);
    }

    @Test
    void aShortLeaseIsRenewedWheneverItIsAskedFor() {
        Claim claim = Claims.on("eth0", 51)
                .vip("web", "192.0.2.10/32")
                .lease(Duration.ofSeconds(3))
                .claim();
        binder.bind(claim);
        kernel.said.clear();

        binder.renew(List.of(claim));

        assertThat(kernel.said).containsExactly("replace address 192.0.2.10/32 on interface 2");
    }

    @Test
    void aLongLeaseIsRenewedAtAThirdOfItHoweverOftenItIsAskedFor() {
        Claims claims = Claims.on("eth0", 51).lease(Duration.ofSeconds(3));
        for (int i = 0; i < 1_001; i++) {
            claims.vip("v" + i, "10.0." + i / 200 + "." + (1 + i % 200) + "/32");
        }
        Claim claim = claims.claim();
        assertThat(binder.bind(claim)).isEmpty();
        assertThat(kernel.state.on(2)).hasSize(1_001).allMatch(a -> a.lifetime().validSeconds() == 60);
        kernel.said.clear();

        for (int second = 1; second <= 60; second++) {
            nowNanos += TimeUnit.SECONDS.toNanos(1);
            assertThat(binder.renew(List.of(claim))).isEmpty();
        }
        assertThat(kernel.said).hasSize(3 * 1_001);
    }

    @Test
    void aKernelThatCannotBeReachedIsOneFailureForEachClaim() {
        Claim claim = Claims.on("eth0", 51)
                .vip("a", "192.0.2.10/32")
                .vip("b", "192.0.2.11/32")
                .claim();
        kernel.broken = NetlinkException.failed("batch", Errno.ETIMEDOUT, "none in 5000 ms");

        assertThat(binder.bind(claim))
                .containsExactly(new Failure("eth0-51", null, "batch: ETIMEDOUT, none in 5000 ms"));
        assertThat(binder.renew(List.of(claim))).isEmpty();
        assertThat(binder.bound(claim)).containsExactly("a", "b");
    }

    @Test
    void withoutTagsTheOwnAddressesOfALongLeaseAreKnownToTheProcessThatPutThemThere() throws Exception {
        KernelVipBinder untagged = binder(new Ownership(false));
        Claim claim = Claims.on("eth0", 51)
                .vip("web", "192.0.2.10/32")
                .lease(Duration.ofSeconds(765))
                .claim();
        untagged.bind(claim);

        assertThat(untagged.renew(List.of(claim))).isEmpty();
        assertThat(untagged.release(claim)).isEmpty();

        assertThat(kernel.state.on(2)).isEmpty();
    }

    @Test
    void anAddressOfSomebodyElsesThatAppearsLaterIsNotRenewed() {
        Claim claim = Claims.on("eth0", 51).vip("web", "192.0.2.10/32").claim();
        binder.bind(claim);
        Address theirs = kernel.state.on(2).get(0).withProtocol(0).withLifetime(dev.solera.netlink.Lifetime.FOREVER);
        kernel.state.address(theirs, true);

        assertThat(binder.renew(List.of(claim))).extracting(Failure::vip).containsExactly("web");
        assertThat(binder.renew(List.of(claim))).isEmpty();
        binder.release(claim);

        assertThat(kernel.state.on(2)).containsExactly(theirs);
    }
}
