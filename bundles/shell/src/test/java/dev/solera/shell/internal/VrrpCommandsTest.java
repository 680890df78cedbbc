package dev.solera.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.api.Addresses;
import dev.solera.api.ApplianceException;
import dev.solera.api.Vip;
import dev.solera.api.VrrpInstance;
import dev.solera.api.VrrpInstance.Track;
import dev.solera.api.VrrpReport;
import dev.solera.api.VrrpState;
import dev.solera.api.VrrpStatus;
import dev.solera.api.VrrpYield;
import dev.solera.testkit.FakeAppliance;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class VrrpCommandsTest {
    private final Shell shell = new Shell();

    @Test
    void virtualRoutersAreATable() throws Exception {
        assertThat(shell.run(new VrrpList()))
                .isEqualTo(
                        """
                Name  | State  | Yield | Interface | VRID | Version | Priority | Configured | Master heard | Since (s) | VIPs
                ------+--------+-------+-----------+------+---------+----------+------------+--------------+-----------+-----
                front | MASTER | -     | eth0      |   51 |       3 |      100 |        150 | -            |      3600 |    1
                """);
        assertThat(shell.run(new VrrpList(), "--no-format"))
                .isEqualTo("front\tMASTER\t-\teth0\t51\t3\t100\t150\t-\t3600\t1\n");
    }

    @Test
    void oneIsShownInFull() throws Exception {
        assertThat(shell.run(new VrrpShow(), "front"))
                .isEqualTo(
                        """
                VrrpInstance front
                  name                  front
                  state                 MASTER
                  why                   MASTER since 2025-01-02T11:00:00Z: no advert in time
                  interface             eth0
                  vrid                  51
                  version               3
                  family                IPv4
                  vips                  web=192.0.2.10/24
                  advertIntervalMillis  1000
                  downAdverts           3
                  preempt               true
                  preemptDelayMillis    0
                  startupDelayMillis    0
                  lowerAdvert           true
                  higherAdvert          true
                  ownerIgnore           false
                  checksumPseudoheader  true
                  checksumStrict        false
                  auth                  none
                  vmac                  false
                  accept                true
                  garpRepeat            5
                  garpDelayMillis       5000
                  garpRefreshMillis     0
                  garpRefreshRepeat     1
                  garpLowerRepeat       5
                  garpLowerDelayMillis  5000
                  garpGapMicros         0
                  tracks                pool.web=weight -50
                  priority              150
                  demanded              100
                  syncGroup             edge
                  effectivePriority     100
                  yield                 NONE
                  since                 2025-01-02T11:00:00Z
                  sinceMillis           3600000
                  activeIntervalMillis  1000
                  advertInMillis        400
                  bound                 web
                Trouble
                -------------------------------
                192.0.2.3 advertises other VIPs
                Priority from | Change | Fails | Because
                --------------+--------+-------+--------------------
                configured    |    150 | no    | -
                pool web      |    -50 | yes   | quorum lost: 0 of 1
                Ago (s) | From   | To     | Because
                --------+--------+--------+------------------
                   3604 | INIT   | BACKUP | started
                   3600 | BACKUP | MASTER | no advert in time
                Counter       | Count
                --------------+------
                advert_rcvd   |     4
                advert_sent   |  3596
                become_master |     1
                """);
    }

    @Test
    void itsJsonHasEverything() throws Exception {
        assertThat(shell.run(new VrrpShow(), "front", "--json"))
                .isEqualTo(
                        """
                [
                  {
                    "name": "front",
                    "state": "MASTER",
                    "why": "MASTER since 2025-01-02T11:00:00Z: no advert in time",
                    "interface": "eth0",
                    "vrid": 51,
                    "version": 3,
                    "family": "IPv4",
                    "vips": [
                      "web=192.0.2.10/24"
                    ],
                    "advertIntervalMillis": 1000,
                    "downAdverts": 3,
                    "preempt": true,
                    "preemptDelayMillis": 0,
                    "startupDelayMillis": 0,
                    "lowerAdvert": true,
                    "higherAdvert": true,
                    "ownerIgnore": false,
                    "checksumPseudoheader": true,
                    "checksumStrict": false,
                    "source": null,
                    "peers": [],
                    "auth": "none",
                    "vmac": false,
                    "accept": true,
                    "garpRepeat": 5,
                    "garpDelayMillis": 5000,
                    "garpRefreshMillis": 0,
                    "garpRefreshRepeat": 1,
                    "garpLowerRepeat": 5,
                    "garpLowerDelayMillis": 5000,
                    "garpGapMicros": 0,
                    "tracks": [
                      "pool.web=weight -50"
                    ],
                    "routes": [],
                    "rules": [],
                    "priority": 150,
                    "demanded": 100,
                    "syncGroup": "edge",
                    "contributions": [
                      {
                        "from": "configured",
                        "change": 150,
                        "failed": false,
                        "why": ""
                      },
                      {
                        "from": "pool web",
                        "change": -50,
                        "failed": true,
                        "why": "quorum lost: 0 of 1"
                      }
                    ],
                    "effectivePriority": 100,
                    "yield": "NONE",
                    "since": "2025-01-02T11:00:00Z",
                    "sinceMillis": 3600000,
                    "masterAddress": null,
                    "masterPriority": null,
                    "masterHeardAt": null,
                    "activeIntervalMillis": 1000,
                    "downInMillis": null,
                    "advertInMillis": 400,
                    "bound": [
                      "web"
                    ],
                    "troubles": [
                      "192.0.2.3 advertises other VIPs"
                    ],
                    "transitions": [
                      {
                        "at": "2025-01-02T10:59:56Z",
                        "from": "INIT",
                        "to": "BACKUP",
                        "why": "started"
                      },
                      {
                        "at": "2025-01-02T11:00:00Z",
                        "from": "BACKUP",
                        "to": "MASTER",
                        "why": "no advert in time"
                      }
                    ],
                    "counters": {
                      "advert_rcvd": 4,
                      "advert_sent": 3596,
                      "become_master": 1
                    }
                  }
                ]
                """);
    }

    @Test
    void oneVipIsShown() throws Exception {
        assertThat(shell.run(new VipShow(), "192.0.2.10"))
                .isEqualTo(
                        """
                Vip web
                  name         web
                  address      192.0.2.10
                  prefix       24
                  local        true
                  state        MASTER
                  interface    eth0
                  instance     front
                  since        2025-01-02T11:00:00Z
                  sinceMillis  3600000
                  listeners    shop:80/tcp
                """);
    }

    @Test
    void whatElseIsConfiguredIsShownAsOneWouldWriteIt() throws Exception {
        shell.appliance.router = elsewhere();

        assertThat(shell.run(new VrrpShow(), "back"))
                .contains("family                IPv6\n")
                .contains("vips                  web6=2001:db8::10/64 adm=2001:db8:1::10/128\n")
                .contains("source                2001:db8::1\n")
                .contains("peers                 lb2=2001:db8::2\n")
                .contains("tracks                interface.eth1=fault, script.http=weight 20\n")
                .contains(
                        "routes                out=::/0 via 2001:db8::fe dev eth1 src 2001:db8::10 table 100 metric 5, in=2001:db8:2::/48 table 254\n")
                .contains(
                        "rules                 office=from 2001:db8:3::/48 lookup 100 priority 200, lab=to 2001:db8:4::/48 lookup 254 priority 201\n")
                .contains("masterAddress         2001:db8::2\n")
                .contains("downInMillis          2600\n");
        assertThat(shell.run(new VrrpList(), "--no-format"))
                .isEqualTo("back\tBACKUP\t-\teth1\t7\t3\t100\t100\t2001:db8::2 at 150\t60\t2\n");
    }

    @Test
    void withoutAnEngineOnlyTheConfigurationIsKnown() throws Exception {
        VrrpStatus router = shell.appliance.router;
        shell.appliance.router =
                new VrrpStatus(router.instance(), router.syncGroup(), router.demanded(), router.parts(), null);

        assertThat(shell.run(new VrrpList(), "--no-format"))
                .isEqualTo("front\tINIT\t-\teth0\t51\t3\t-\t150\t-\t-\t1\n");
        assertThat(shell.run(new VrrpShow(), "front"))
                .contains("why                   INIT: no VRRP engine runs here\n")
                .endsWith(
                        """
                  yield                 NONE
                Priority from | Change | Fails | Because
                --------------+--------+-------+--------------------
                configured    |    150 | no    | -
                pool web      |    -50 | yes   | quorum lost: 0 of 1
                """);
    }

    @Test
    void thePriorityIsSetAndAMasterReleasedByName() throws Exception {
        assertThat(shell.run(new VrrpSetPriority(), "front", "120", "--no-format"))
                .isEqualTo("front\tMASTER\t-\teth0\t51\t3\t100\t150\t-\t3600\t1\n");
        assertThat(shell.run(new VrrpRelease(), "front", "--why", "new kernel"))
                .startsWith("release front new kernel\nName  | State  | Yield |");
        shell.run(new VrrpRelease(), "front");

        assertThat(shell.appliance.calls)
                .containsExactly(
                        "ann@shell priority of front 120",
                        "ann@shell release front new kernel",
                        "ann@shell release front ");
    }

    @Test
    void wrongArgumentsSayWhatWasExpected() {
        for (String wrong : new String[] {"0", "256", "-1", "high", "1000"}) {
            assertThatThrownBy(() -> shell.run(new VrrpSetPriority(), "front", wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("priority: " + wrong + " (expected: 1..255)");
        }
        assertThatThrownBy(() -> shell.run(new VrrpShow(), "nobody"))
                .isInstanceOf(ApplianceException.class)
                .hasMessage("virtual router: nobody (expected: one of vrrp:list)");
        assertThat(shell.appliance.calls).isEmpty();
    }

    private static VrrpStatus elsewhere() {
        VrrpInstance instance = new VrrpInstance(
                "back",
                "eth1",
                7,
                3,
                100,
                Duration.ofMillis(500),
                List.of(
                        new Vip("web6", ip("2001:db8::10"), 64, null, null, 0, true),
                        new Vip("adm", ip("2001:db8:1::10"), 128, "eth2", null, 0, false)),
                true,
                Duration.ZERO,
                Duration.ZERO,
                3,
                true,
                true,
                false,
                true,
                false,
                ip("2001:db8::1"),
                true,
                false,
                "hmac key 1, enforce",
                new VrrpInstance.Unicast(List.of(new VrrpInstance.Peer("lb2", ip("2001:db8::2"), 255, 255)), 255),
                new VrrpInstance.Announce(5, Duration.ZERO, Duration.ZERO, 1, 0, Duration.ZERO, Duration.ZERO),
                List.of(
                        new VrrpInstance.Route(
                                "out", ip("::"), 0, ip("2001:db8::fe"), "eth1", ip("2001:db8::10"), 100, 5),
                        new VrrpInstance.Route("in", ip("2001:db8:2::"), 48, null, null, null, 254, 0)),
                List.of(
                        new VrrpInstance.Rule("office", true, "2001:db8:3::/48", null, 100, 200),
                        new VrrpInstance.Rule("lab", true, null, "2001:db8:4::/48", 254, 201)),
                List.of(
                        new Track(Track.Kind.INTERFACE, "eth1", Track.Effect.FAULT, 0, List.of()),
                        new Track(Track.Kind.SCRIPT, "http", Track.Effect.WEIGHT, 20, List.of("interval.ms=1000"))));
        VrrpReport report = new VrrpReport(
                "back",
                VrrpState.BACKUP,
                VrrpYield.NONE,
                FakeAppliance.NOW.minusSeconds(60),
                "started",
                100,
                new VrrpReport.Master(ip("2001:db8::2"), 150, FakeAppliance.NOW),
                Duration.ofSeconds(1),
                Duration.ofMillis(2600),
                null,
                List.of(),
                List.of(),
                List.of(),
                new TreeMap<>());
        return new VrrpStatus(instance, null, 100, List.of(new VrrpStatus.Part("configured", 100, "", false)), report);
    }

    private static InetAddress ip(String text) {
        return Addresses.parseIp(text);
    }
}
