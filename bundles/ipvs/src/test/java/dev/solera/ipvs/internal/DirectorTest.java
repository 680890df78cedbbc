package dev.solera.ipvs.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.api.ApplianceException;
import dev.solera.api.Counters;
import dev.solera.api.Forwarding;
import dev.solera.ipvs.IpvsSettings;
import dev.solera.ipvs.kernel.FakeIpvs;
import dev.solera.ipvs.kernel.IpvsKernel;
import dev.solera.ipvs.kernel.Modules;
import dev.solera.ipvs.kernel.SyncDaemon;
import dev.solera.ipvs.kernel.Timeouts;
import dev.solera.netlink.GenericNetlink;
import dev.solera.spi.Edit;
import dev.solera.spi.Failure;
import dev.solera.spi.Spec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DirectorTest {
    private static final Spec.Real ONE = Site.real("shop", 1, "10.9.0.1:80", 3, Forwarding.DR);
    private static final Spec.Service SHOP = Site.service("shop", "10.1.0.1:80");
    private static final List<Edit> ALL = List.of(Site.add(Site.group("shop", "wrr")), Site.add(ONE), Site.add(SHOP));

    private final FakeIpvs kernel = new FakeIpvs();
    private final List<String> loaded = new ArrayList<>();
    private Director director;

    @AfterEach
    void close() {
        if (director != null) {
            director.close();
        }
    }

    @Test
    void aKernelWithoutIpvsIsSaidAndLookedForAgain() {
        kernel.present = false;
        start(IpvsSettings.DEFAULT);

        assertThat(director.capabilities().unable())
                .isEqualTo("IPVS: ENOENT, the kernel has none (expected: module ip_vs)");
        assertThat(loaded).contains("ip_vs");
        assertThat(director.read()).isEmpty();
        assertThat(director.apply(List.of(Site.add(SHOP), Site.remove(ONE))))
                .containsExactly(new Failure(
                        SHOP.ref(),
                        "IPVS: ENOENT, the kernel has none (expected: module ip_vs); the choice is dataplane = proxy"));
        assertThat(director.counters(SHOP.ref())).isEqualTo(Counters.ZERO);
        assertThatThrownBy(() -> director.table())
                .isInstanceOf(ApplianceException.class)
                .hasMessageContaining("the kernel has none");

        kernel.present = true;
        assertThat(director.read()).isEmpty();
        assertThat(director.capabilities().unable()).isNull();
        assertThat(director.capabilities().description()).isEqualTo("IPVS 1.2.1, 4096 buckets of connections");
        assertThat(director.apply(ALL)).isEmpty();
    }

    @Test
    void aMissingPrivilegeIsSaid() {
        kernel.refusal = 1; // EPERM
        start(IpvsSettings.DEFAULT);

        assertThat(director.capabilities().unable())
                .isEqualTo(
                        "read IPVS: EPERM, Operation not permitted (expected: CAP_NET_ADMIN in this network namespace)");
    }

    @Test
    void aPrivilegeThatIsLostRefusesEachEdit() {
        start(IpvsSettings.DEFAULT);
        director.read();
        kernel.refusal = 1;

        assertThat(director.apply(ALL)).isNotEmpty().allSatisfy(failure -> assertThat(failure.reason())
                .contains("EPERM"));
    }

    @Test
    void aModuleThatIsUnloadedIsSaidAndComesBackWithEverything() {
        start(IpvsSettings.DEFAULT);
        director.apply(ALL);
        kernel.refusal = 2; // ENOENT: nobody has that family
        kernel.present = false;
        kernel.services.clear();
        kernel.destinations.clear();

        assertThatThrownBy(() -> director.read()).isInstanceOf(IllegalStateException.class);
        assertThat(director.capabilities().unable()).contains("ENOENT");

        kernel.refusal = 0;
        kernel.present = true;
        assertThat(director.read()).isEmpty();
        assertThat(director.apply(ALL)).isEmpty();
        assertThat(kernel.table()).hasSize(2);
    }

    @Test
    void theTableIsToldWithWhoseItIs() {
        start(IpvsSettings.DEFAULT);
        director.apply(ALL);

        assertThat(director.table().services()).singleElement().satisfies(service -> {
            assertThat(service.name()).isEqualTo("TCP 10.1.0.1:80");
            assertThat(service.virtualServer()).isEqualTo("shop");
            assertThat(service.destinations()).singleElement().satisfies(one -> {
                assertThat(one.real()).isEqualTo(ONE.server());
                assertThat(one.forwarding()).isEqualTo(Forwarding.DR);
                assertThat(one.weight()).isEqualTo(3);
            });
        });
        assertThat(director.differences()).isEmpty();
    }

    @Test
    void timeoutsAndSyncDaemonsFollowTheSettings() {
        IpvsSettings.Sync both = new IpvsSettings.Sync("eth0", 51, 0, 0, 0, null, IpvsSettings.SyncMode.BOTH);
        start(new IpvsSettings(false, IpvsSettings.Repair.AUTO, true, 600, 0, 0, both));
        assertThat(kernel.timeouts).isEqualTo(new Timeouts(600, 0, 0));
        assertThat(kernel.daemons)
                .containsExactlyInAnyOrder(
                        new SyncDaemon(true, "eth0", 51, 0, null, 0, 0),
                        new SyncDaemon(false, "eth0", 51, 0, null, 0, 0));

        IpvsSettings.Sync backup = new IpvsSettings.Sync("eth0", 52, 0, 0, 0, null, IpvsSettings.SyncMode.BACKUP);
        director.update(new IpvsSettings(false, IpvsSettings.Repair.AUTO, true, 0, 0, 0, backup));
        assertThat(kernel.daemons).containsExactly(new SyncDaemon(false, "eth0", 52, 0, null, 0, 0));

        director.update(IpvsSettings.DEFAULT);
        assertThat(kernel.daemons).isEmpty();
    }

    @Test
    void daemonsOfOthersAreLeftAlone() {
        kernel.daemons.add(new SyncDaemon(true, "eth9", 1, 0, null, 0, 0));
        start(IpvsSettings.DEFAULT);

        assertThat(kernel.daemons).hasSize(1);
    }

    @Test
    void itsOwnStopTakesWhatIsItsOwnAndNothingElse() {
        start(IpvsSettings.DEFAULT);
        director.apply(ALL);
        director.release();

        assertThat(kernel.table()).isEmpty();
        assertThat(director.read().values()).noneMatch(spec -> spec.equals(SHOP));
    }

    @Test
    void closedItRefusesWithoutThrowing() {
        start(IpvsSettings.DEFAULT);
        director.close();

        assertThat(director.apply(ALL)).hasSize(3);
        assertThat(director.read()).isEqualTo(Map.of());
    }

    private void start(IpvsSettings settings) {
        Modules modules = module -> {
            loaded.add(module);
            return true;
        };
        director = new Director(
                () -> new IpvsKernel(GenericNetlink.over(kernel, Duration.ofSeconds(5)), modules),
                changed -> LocalAddresses.NONE,
                settings,
                null,
                System::nanoTime);
    }
}
