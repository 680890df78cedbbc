package dev.solera.management.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.solera.api.Addresses;
import dev.solera.api.VrrpReport;
import dev.solera.api.VrrpState;
import dev.solera.api.VrrpStatus;
import dev.solera.api.VrrpYield;
import dev.solera.management.ChangeReport;
import dev.solera.management.VrrpInstanceMXBean;
import dev.solera.testkit.FakeAppliance;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.management.JMX;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VrrpInstanceBeanTest {
    private final FakeAppliance appliance = new FakeAppliance();
    private final MBeanServer server = MBeanServerFactory.newMBeanServer();
    private final Beans beans = new Beans(server, appliance, appliance, appliance);

    @BeforeEach
    void register() {
        beans.reconcile();
    }

    @AfterEach
    void close() {
        beans.close();
    }

    @Test
    void aMasterSaysWhereItStandsAndWhy() throws Exception {
        VrrpInstanceMXBean front = front();

        assertThat(front.getName()).isEqualTo("front");
        assertThat(front.getState()).isEqualTo("MASTER");
        assertThat(front.getYield()).isEqualTo("NONE");
        assertThat(front.getWhy()).isEqualTo("MASTER since 2025-01-02T11:00:00Z: no advert in time");
        assertThat(front.getSince()).isEqualTo("2025-01-02T11:00:00Z");
        assertThat(front.getSinceMillis()).isGreaterThanOrEqualTo(3_600_000);
        assertThat(front.getInterface()).isEqualTo("eth0");
        assertThat(front.getVrid()).isEqualTo(51);
        assertThat(front.getVersion()).isEqualTo(3);
        assertThat(front.getFamily()).isEqualTo("IPv4");
        assertThat(front.getPriority()).isEqualTo(150);
        assertThat(front.getDemanded()).isEqualTo(100);
        assertThat(front.getEffectivePriority()).isEqualTo(100);
        assertThat(front.isPreempt()).isTrue();
        assertThat(front.getPreemptDelayMillis()).isZero();
        assertThat(front.getStartupDelayMillis()).isZero();
        assertThat(front.getAdvertIntervalMillis()).isEqualTo(1000);
        assertThat(front.getActiveIntervalMillis()).isEqualTo(1000);
        assertThat(front.getAdvertInMillis()).isEqualTo(400);
        assertThat(front.getDownInMillis()).isNull();
        assertThat(front.getMasterAddress()).isNull();
        assertThat(front.getMasterPriority()).isNull();
        assertThat(front.getMasterHeardAt()).isNull();
        assertThat(front.getVips()).containsExactly("web=192.0.2.10/24");
        assertThat(front.getBound()).containsExactly("web");
        assertThat(front.getSyncGroup()).isEqualTo("edge");
        assertThat(front.getTroubles()).containsExactly("192.0.2.3 advertises other VIPs");
    }

    @Test
    void contributionsAndTransitionsAreTablesAndCountersAMap() throws Exception {
        CompositeData[] parts = (CompositeData[]) attribute("Contributions");
        assertThat(parts).hasSize(2);
        assertThat(parts[1].getAll(new String[] {"from", "change", "failed", "why"}))
                .containsExactly("pool web", -50, true, "quorum lost: 0 of 1");
        CompositeData[] transitions = (CompositeData[]) attribute("Transitions");
        assertThat(transitions).hasSize(2);
        assertThat(transitions[1].getAll(new String[] {"at", "from", "to", "why"}))
                .containsExactly("2025-01-02T11:00:00Z", "BACKUP", "MASTER", "no advert in time");
        assertThat(attribute("Counters")).isInstanceOf(TabularData.class);
        assertThat(front().getCounters())
                .containsExactly(entry("advert_rcvd", 4L), entry("advert_sent", 3596L), entry("become_master", 1L));
    }

    @Test
    void everyWellKnownCounterIsAnAttributeOfItsName() throws Exception {
        SortedMap<String, Long> counters = new TreeMap<>();
        long count = 1;
        for (String name : List.of(
                "advert_rcvd",
                "advert_sent",
                "become_master",
                "release_master",
                "packet_len_err",
                "advert_interval_err",
                "ip_ttl_err",
                "invalid_type_rcvd",
                "addr_list_err",
                "invalid_authtype",
                "authtype_mismatch",
                "auth_failure",
                "pri_zero_rcvd",
                "pri_zero_sent")) {
            counters.put(name, count++);
        }
        appliance.router = backup(counters);

        assertThat(attribute("AdvertRcvd")).isEqualTo(1L);
        assertThat(attribute("AdvertSent")).isEqualTo(2L);
        assertThat(attribute("BecomeMaster")).isEqualTo(3L);
        assertThat(attribute("ReleaseMaster")).isEqualTo(4L);
        assertThat(attribute("PacketLenErr")).isEqualTo(5L);
        assertThat(attribute("AdvertIntervalErr")).isEqualTo(6L);
        assertThat(attribute("IpTtlErr")).isEqualTo(7L);
        assertThat(attribute("InvalidTypeRcvd")).isEqualTo(8L);
        assertThat(attribute("AddrListErr")).isEqualTo(9L);
        assertThat(attribute("InvalidAuthtype")).isEqualTo(10L);
        assertThat(attribute("AuthtypeMismatch")).isEqualTo(11L);
        assertThat(attribute("AuthFailure")).isEqualTo(12L);
        assertThat(attribute("PriZeroRcvd")).isEqualTo(13L);
        assertThat(attribute("PriZeroSent")).isEqualTo(14L);
    }

    @Test
    void aBackupNamesTheMasterItHears() throws Exception {
        appliance.router = backup(new TreeMap<>());

        assertThat(front().getMasterAddress()).isEqualTo("2001:db8::3");
        assertThat(front().getMasterPriority()).isEqualTo(150);
        assertThat(front().getMasterHeardAt()).isEqualTo("2025-01-02T12:00:00Z");
        assertThat(front().getDownInMillis()).isEqualTo(3600);
        assertThat(front().getWhy())
                .isEqualTo("BACKUP because 2001:db8::3 advertises priority 150, above our 100"
                        + " (configured 150, pool web -50: quorum lost: 0 of 1)");
    }

    @Test
    void beansFollowTheVirtualRouters() throws Exception {
        appliance.router = FakeAppliance.router("back");
        beans.reconcile();

        assertThat(server.queryNames(new ObjectName("solera:type=VrrpInstance,*"), null))
                .containsExactly(new ObjectName("solera:type=VrrpInstance,name=back"));
    }

    @Test
    void withoutAnEngineEveryAttributeCanBeRead() throws Exception {
        VrrpStatus router = appliance.router;
        appliance.router =
                new VrrpStatus(router.instance(), router.syncGroup(), router.demanded(), router.parts(), null);

        ObjectName name = new ObjectName("solera:type=VrrpInstance,name=front");
        for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
            assertThat(attribute.isWritable()).as(attribute.getName()).isFalse();
            server.getAttribute(name, attribute.getName());
        }
        assertThat(front().getState()).isEqualTo("INIT");
        assertThat(front().getSinceMillis()).isNull();
        assertThat(front().getEffectivePriority()).isNull();
        assertThat(front().getAdvertRcvd()).isZero();
        assertThat(front().getWhy()).isEqualTo("INIT: no VRRP engine runs here");
    }

    @Test
    void changesAreMadeForTheUserWhoIsLoggedIn() throws Exception {
        VrrpInstanceMXBean front = front();
        ChangeReport change = As.user(As.subject("ann", "admin"), () -> front.setPriority(120));
        front.release("new kernel");
        front.release(null);

        assertThat(change.getSummary()).isEqualTo("priority of front 120");
        assertThat(appliance.calls)
                .containsExactly(
                        "ann@jmx priority of front 120",
                        "unknown@jmx release front new kernel",
                        "unknown@jmx release front ");
    }

    private VrrpStatus backup(SortedMap<String, Long> counters) {
        VrrpStatus router = appliance.router;
        VrrpReport report = new VrrpReport(
                "front",
                VrrpState.BACKUP,
                VrrpYield.NONE,
                FakeAppliance.NOW.minusSeconds(60),
                "started",
                100,
                new VrrpReport.Master(Addresses.parseIp("2001:db8::3"), 150, FakeAppliance.NOW),
                Duration.ofSeconds(1),
                Duration.ofMillis(3600),
                null,
                List.of(),
                List.of(),
                List.of(),
                counters);
        return new VrrpStatus(router.instance(), router.syncGroup(), 100, router.parts(), report);
    }

    private VrrpInstanceMXBean front() throws Exception {
        return JMX.newMXBeanProxy(
                server, new ObjectName("solera:type=VrrpInstance,name=front"), VrrpInstanceMXBean.class);
    }

    private Object attribute(String name) throws Exception {
        return server.getAttribute(new ObjectName("solera:type=VrrpInstance,name=front"), name);
    }
}
