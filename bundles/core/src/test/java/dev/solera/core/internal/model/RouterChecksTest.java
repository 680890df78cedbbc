package dev.solera.core.internal.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.api.Problem;
import dev.solera.api.Vip;
import dev.solera.core.internal.PluginTable;
import dev.solera.core.internal.fakes.FakeScheduler;
import dev.solera.core.internal.files.FileSet;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Virtual routers as files of a whole set. */
class RouterChecksTest {
    private static final String FRONT =
            "interface = eth0\nvrid = 51\nvip.web = 192.0.2.10/24\nvip.svc = 192.0.2.20/24\n";
    private static final String BACK = "interface = eth1\nvrid = 51\nvip.db = 198.51.100.10/24\n";

    private final PluginTable plugins = new PluginTable();
    private final Map<String, byte[]> files = new TreeMap<>();

    RouterChecksTest() {
        plugins.add(FakeScheduler.inTurn("roundrobin"), "test");
        file("solera.appliance.cfg", "node = lb1\n");
        file("solera.vrrp-front.cfg", FRONT);
        file("solera.vrrp-back.cfg", BACK);
    }

    @Test
    void aLineOfThisNodeCountsAndRangesExpand() {
        file(
                "solera.vrrp-front.cfg",
                FRONT + "priority = 100\npriority@lb1 = 150\npriority@lb2 = 50\n"
                        + "vip.r-[1-3] = 192.0.2.[31-33]/24\n");
        Router front = valid().routers().get("front");
        assertThat(front.instance().priority()).isEqualTo(150);
        assertThat(front.instance().vips()).extracting(Vip::name).containsExactly("web", "svc", "r-1", "r-2", "r-3");
    }

    @Test
    void aListenerMayNameAVipAndMovesWithItsAddress() {
        file("solera.pool-web.cfg", "real.a = 10.0.0.1:80\n");
        file("solera.virtualserver-shop.cfg", "listen.plain = web:80\nlisten.alt = db:8000-8001\npool = web\n");
        assertThat(listeners()).containsExactly("192.0.2.10:80", "198.51.100.10:8000", "198.51.100.10:8001");
        file("solera.vrrp-front.cfg", FRONT.replace("2.10", "2.11"));
        assertThat(listeners()).containsExactly("192.0.2.11:80", "198.51.100.10:8000", "198.51.100.10:8001");
    }

    @Test
    void aListenerThatNamesNoVipIsWrongBetweenTheFiles() {
        file("solera.pool-web.cfg", "real.a = 10.0.0.1:80\n");
        file("solera.virtualserver-shop.cfg", "pool = web\nlisten.plain = www:80\n");
        assertThat(read().byFile()).isEmpty();
        assertThat(problems())
                .containsExactly("solera.virtualserver-shop.cfg:2: listen.plain: www:80 (expected: an IP address or"
                        + " the name of a VIP before the port; VIPs: db, svc, web)");
    }

    @Test
    void twoListenersOnTheSameVipMeetWhateverTheyCallIt() {
        file("solera.pool-web.cfg", "real.a = 10.0.0.1:80\n");
        file("solera.virtualserver-a.cfg", "listen = web:80\npool = web\n");
        file("solera.virtualserver-b.cfg", "listen = 192.0.2.10:80\npool = web\n");
        assertThat(problems())
                .containsExactly(
                        "solera.virtualserver-b.cfg:1: listen: 192.0.2.10:80 (expected: an address that virtual"
                                + " server a has not)");
    }

    @Test
    void vipsHaveNamesAndAddressesOfTheirOwnInTheWholeSet() {
        file("solera.vrrp-back.cfg", BACK + "vip.WEB = 198.51.100.11/24\nvip.x = 192.0.2.20/24\n");
        // Files are read in the order of their names: back has it first.
        assertThat(problems())
                .containsExactly(
                        "solera.vrrp-front.cfg:3: vip.web: 192.0.2.10/24 (expected: a name that no VIP of virtual"
                                + " router back has)",
                        "solera.vrrp-front.cfg:4: vip.svc: 192.0.2.20 (expected: an address that virtual router back"
                                + " has not)");
    }

    @Test
    void theSameLinkLocalAddressOnAnotherInterfaceIsAnother() {
        file("solera.vrrp-a.cfg", "interface = eth0\nvrid = 6\nvip.a = fe80::1/64\n");
        file("solera.vrrp-b.cfg", "interface = eth1\nvrid = 6\nvip.b = fe80::1/64\n");
        assertThat(problems()).isEmpty();
    }

    @Test
    void aVirtualRouterIsOneOnItsInterfaceAndFamily() {
        file("solera.vrrp-back.cfg", BACK.replace("eth1", "eth0"));
        assertThat(problems())
                .containsExactly(
                        "solera.vrrp-front.cfg:2: vrid: 51 (expected: one that virtual router back has not on eth0)");
        file("solera.vrrp-back.cfg", "interface = eth0\nvrid = 51\nvip.db = 2001:db8::1/64\n");
        assertThat(problems()).isEmpty();
    }

    @Test
    void syncGroupsHaveMembersThatAreThereEachInOne() {
        file("solera.syncgroup-all.cfg", "member.1 = front\nmember.2 = back\n");
        assertThat(valid().groups().get("all").members()).containsExactly("front", "back");
        file("solera.syncgroup-more.cfg", "member.1 = back\nmember.2 = none\n");
        assertThat(problems())
                .containsExactly(
                        "solera.syncgroup-more.cfg:1: member.1: back (expected: one that is not in sync group all too)",
                        "solera.syncgroup-more.cfg:2: member.2: none (expected: a virtual router, one of back, front)");
        file("solera.syncgroup-more.cfg", "# nobody\n");
        assertThat(problems())
                .containsExactly("solera.syncgroup-more.cfg: member.<n>: (expected: the name of a virtual router)");
    }

    @Test
    void whatIsTrackedIsThere() {
        file("solera.vrrp-back.cfg", BACK + "track.pool.web = yield\ntrack.virtualserver.shop = yield\n");
        assertThat(problems())
                .containsExactly(
                        "solera.vrrp-back.cfg:4: track.pool.web: (expected: a pool; there is none)",
                        "solera.vrrp-back.cfg:5: track.virtualserver.shop: (expected: a virtual server; there is none)");
    }

    @Test
    void noProblemShowsASecret() {
        file(
                "solera.vrrp-back.cfg",
                BACK + "auth.pasword = hunter2\nauth.password hunter2\nauth.password = a\n"
                        + "auth.password = hunter2\n");
        assertThat(problems()).hasSize(3).noneMatch(problem -> problem.contains("hunter2"));
        file("solera.vrrp-back.cfg", BACK + "version = 3\nauth.hmac.key.1 = hunter2\n");
        assertThat(problems())
                .containsExactly("solera.vrrp-back.cfg:5: auth.hmac.key.1: ******** (expected: 32 to 64 bytes, as hex:"
                        + " and hexadecimal digits or as text)");
    }

    @Test
    void theApplianceHasTheTimesOfThePermit() {
        file("solera.appliance.cfg", "permit.ms = 0\nupdate.grace.s = 5\nvrrp.packet = raw\nvrrp.process = in\n");
        ApplianceSettings appliance = valid().appliance();
        assertThat(appliance.permit()).isZero();
        assertThat(appliance.updateGrace()).hasSeconds(5);
        assertThat(appliance.packets()).isEqualTo(ApplianceSettings.Packets.RAW);
        assertThat(appliance.process()).isEqualTo(ApplianceSettings.Where.IN);
        file("solera.appliance.cfg", "permit.ms = 99\n");
        assertThat(problems()).containsExactly("solera.appliance.cfg:1: permit.ms: 99 (expected: 0 or 100..60000)");
    }

    private List<String> listeners() {
        return valid().virtualServers().get("shop").listeners().stream()
                .map(Object::toString)
                .toList();
    }

    private void file(String name, String text) {
        files.put(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private ModelReader.Result read() {
        return new ModelReader(plugins, SecretSource.NONE).read(FileSet.of(files), Tolerated.NONE);
    }

    private Model valid() {
        assertThat(problems()).isEmpty();
        return read().model();
    }

    private List<String> problems() {
        return read().problems().stream().map(Problem::toString).toList();
    }
}
