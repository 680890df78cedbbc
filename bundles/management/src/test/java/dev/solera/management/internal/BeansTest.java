package dev.solera.management.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.api.CheckResult;
import dev.solera.api.Counters;
import dev.solera.api.Health;
import dev.solera.api.RealServerRef;
import dev.solera.management.ApplianceMXBean;
import dev.solera.management.ChangeReport;
import dev.solera.management.DataPlaneMXBean;
import dev.solera.management.HealthCheckerMXBean;
import dev.solera.management.PoolMXBean;
import dev.solera.management.RealServerMXBean;
import dev.solera.management.VirtualServerMXBean;
import dev.solera.testkit.FakeAppliance;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.management.JMX;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BeansTest {
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
    void everyObjectHasABeanWithItsKeysInOrder() throws Exception {
        assertThat(names("solera:*"))
                .containsExactly(
                        "solera:type=Appliance",
                        "solera:type=DataPlane,name=proxy",
                        "solera:type=HealthChecker,pool=web,real=web1,name=main",
                        "solera:type=HealthChecker,pool=web,real=web2,name=main",
                        "solera:type=Pool,name=web",
                        "solera:type=RealServer,pool=web,name=web1",
                        "solera:type=RealServer,pool=web,name=web2",
                        "solera:type=VirtualServer,name=shop",
                        "solera:type=VrrpInstance,name=front");
        beans.close();
        assertThat(names("solera:*")).isEmpty();
        beans.reconcile();
        assertThat(names("solera:*")).isEmpty();
    }

    @Test
    void aRealServerHasTheDocumentedAttributes() throws Exception {
        ObjectName web1 = new ObjectName("solera:type=RealServer,pool=web,name=web1");

        assertThat(Arrays.stream(server.getMBeanInfo(web1).getAttributes()).map(MBeanAttributeInfo::getName))
                .contains(
                        "Name",
                        "Address",
                        "AdminState",
                        "Health",
                        "Weight",
                        "EffectiveWeight",
                        "ActiveConnections",
                        "TotalConnections",
                        "Requests",
                        "BytesIn",
                        "BytesOut",
                        "Errors",
                        "Queue",
                        "LastCheck",
                        "LastCheckCode",
                        "LastCheckMillis",
                        "SinceMillis");
        assertThat(Arrays.stream(server.getMBeanInfo(web1).getAttributes()).filter(MBeanAttributeInfo::isWritable))
                .isEmpty();
        assertThat(server.getAttribute(web1, "Address")).isEqualTo("10.0.0.1:80");
        assertThat(server.getAttribute(web1, "Health")).isEqualTo("UP");
        assertThat(server.getAttribute(web1, "EffectiveWeight")).isEqualTo(0.5);
        assertThat(server.getAttribute(web1, "BytesOut")).isEqualTo(700L);
        assertThat(server.getAttribute(web1, "LastCheck")).isEqualTo("L7OK");
        assertThat((long) server.getAttribute(web1, "SinceMillis")).isGreaterThanOrEqualTo(60_000);
    }

    @Test
    void membersOfAPoolAreOneSortedTable() throws Exception {
        ObjectName web = new ObjectName("solera:type=Pool,name=web");

        CompositeData[] rows = (CompositeData[]) server.getAttribute(web, "Members");
        assertThat(rows).hasSize(2);
        assertThat(rows[0].get("name")).isEqualTo("web1");
        assertThat(rows[1].get("lastCheck")).isEqualTo("L7STS: status 503 (expected 200-299)");
        PoolMXBean pool = JMX.newMXBeanProxy(server, web, PoolMXBean.class);
        assertThat(pool.getMembers().get(1).getLastCheckCode()).isEqualTo(503);
        assertThat(pool.getConfiguredScheduler()).isEqualTo("random(2)");
        assertThat(pool.getSchedulerNote()).isEqualTo("random is not installed");
        assertThat(pool.getUp()).isEqualTo(1);
    }

    @Test
    void proxiesReadTheOtherBeans() throws Exception {
        ApplianceMXBean whole = proxy("solera:type=Appliance", ApplianceMXBean.class);
        assertThat(whole.getVersion()).isEqualTo("0.1.0");
        assertThat(whole.getNode()).isEqualTo("lb1");
        assertThat(whole.getSet()).isEqualTo(12);
        assertThat(whole.getVrrp()).isEqualTo("in this process, pcap, SCHED_RR");
        assertThat(whole.getProblems()).containsExactly("solera.pool-web.cfg:3: real.web1: x (expected: address:port)");
        assertThat(whole.getSchedulers()).containsExactly("roundrobin", "random (not installed)");
        assertThat(whole.getRealServers()).isEqualTo(2);
        VirtualServerMXBean shop = proxy("solera:type=VirtualServer,name=shop", VirtualServerMXBean.class);
        assertThat(shop.getListeners()).containsExactly("192.0.2.10:80");
        assertThat(shop.getState()).isEqualTo("UP");
        assertThat(proxy("solera:type=DataPlane,name=proxy", DataPlaneMXBean.class)
                        .getVirtualServers())
                .containsExactly("shop");
        HealthCheckerMXBean check =
                proxy("solera:type=HealthChecker,pool=web,real=web1,name=main", HealthCheckerMXBean.class);
        assertThat(check.getIntervalMillis()).isEqualTo(2000);
        assertThat(check.run().getOutcome()).isEqualTo("PASS");
    }

    @Test
    void operationsAreMadeForTheUserWhoIsLoggedIn() throws Exception {
        RealServerMXBean web1 = proxy("solera:type=RealServer,pool=web,name=web1", RealServerMXBean.class);
        PoolMXBean pool = proxy("solera:type=Pool,name=web", PoolMXBean.class);
        appliance.notPersisted = "read-only file system";

        ChangeReport change = As.user(As.subject("ann", "manager"), () -> web1.drain("new kernel", 60));
        web1.maint("", 0);
        web1.drainWithin("", 0, 30, true);
        web1.maintWithin("", 0, 30, false);
        web1.ready("", 0);
        web1.setWeight(7);
        web1.setTemporaryWeight(8, 30);
        pool.addReal("web4", "10.0.0.4:80 backup");
        pool.removeReal("web4");

        assertThat(change.getSummary()).isEqualTo("DRAIN web/web1 new kernel PT1M");
        assertThat(change.getNotPersisted()).isEqualTo("read-only file system");
        assertThat(appliance.calls)
                .containsExactly(
                        "ann@jmx DRAIN web/web1 new kernel PT1M",
                        "unknown@jmx MAINT web/web1  null",
                        "unknown@jmx DRAIN web/web1  null, flows closed after PT30S",
                        "unknown@jmx MAINT web/web1  null, flows kept after PT30S",
                        "unknown@jmx READY web/web1  null",
                        "unknown@jmx set-weight web/web1 7",
                        "unknown@jmx set-temporary-weight web/web1 8 PT30S",
                        "unknown@jmx add-real web/web4 10.0.0.4:80 backup",
                        "unknown@jmx remove-real web/web4");
    }

    @Test
    void aRefusedOperationThrowsWhatEveryClientKnows() throws Exception {
        PoolMXBean pool = proxy("solera:type=Pool,name=web", PoolMXBean.class);

        assertThatThrownBy(() -> pool.addReal("web1", "10.0.0.4:80"))
                .satisfiesAnyOf(e -> assertThat(e).isInstanceOf(IllegalArgumentException.class), e -> assertThat(
                                ((RuntimeMBeanException) e).getTargetException())
                        .isInstanceOf(IllegalArgumentException.class))
                .hasMessageContaining("web/web1 (expected: a new name)");
    }

    @Test
    void beansFollowTheObjects() throws Exception {
        appliance.removeReal(new dev.solera.api.Caller("ann", "shell"), new RealServerRef("web", "web1"));
        appliance.servers.add(FakeAppliance.virtualServer("api", "web"));
        beans.reconcile();

        assertThat(names("solera:type=RealServer,*")).containsExactly("solera:type=RealServer,pool=web,name=web2");
        assertThat(names("solera:type=VirtualServer,*"))
                .containsExactly("solera:type=VirtualServer,name=api", "solera:type=VirtualServer,name=shop");
    }

    @Test
    void aNameThatJmxCannotTakePlainIsQuoted() throws Exception {
        appliance.servers.add(FakeAppliance.virtualServer("a,b=*", "web"));
        beans.reconcile();

        ObjectName name = new ObjectName("solera:type=VirtualServer,name=" + ObjectName.quote("a,b=*"));
        assertThat(server.getAttribute(name, "Name")).isEqualTo("a,b=*");
    }

    @Test
    void aboveTwoThousandServersTheMembersTableServesAll() throws Exception {
        CheckResult pass = FakeAppliance.pass();
        for (int i = appliance.members.size(); i < 2001; i++) {
            appliance.members.add(FakeAppliance.real(
                    "x" + i, "10.1.0.1:80", Health.UP, 1, FakeAppliance.check("main"), pass, Counters.ZERO));
        }
        beans.reconcile();

        assertThat(names("solera:type=RealServer,*")).isEmpty();
        assertThat(names("solera:type=HealthChecker,*")).isEmpty();
        assertThat((CompositeData[]) server.getAttribute(new ObjectName("solera:type=Pool,name=web"), "Members"))
                .hasSize(2001);

        appliance.members.remove(2000);
        beans.reconcile();
        assertThat(names("solera:type=RealServer,*")).hasSize(2000);
    }

    private <T> T proxy(String name, Class<T> type) throws Exception {
        return JMX.newMXBeanProxy(server, new ObjectName(name), type);
    }

    private List<String> names(String pattern) throws Exception {
        Set<String> names = new TreeSet<>();
        server.queryNames(new ObjectName(pattern), null).forEach(n -> names.add(n.toString()));
        return List.copyOf(names);
    }
}
