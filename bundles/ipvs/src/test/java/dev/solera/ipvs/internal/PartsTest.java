package dev.solera.ipvs.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.api.Addresses;
import dev.solera.api.Family;
import dev.solera.api.IpvsConnection;
import dev.solera.api.Protocol;
import dev.solera.ipvs.kernel.KernelService;
import dev.solera.ipvs.kernel.ServiceKey;
import java.io.BufferedReader;
import java.io.StringReader;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartsTest {
    private static final ServiceKey WEB = ServiceKey.of(Protocol.TCP, at("192.0.2.1", 80));
    private static final ServiceKey SIX = ServiceKey.of(Protocol.UDP, at("2001:db8::1", 53));
    private static final ServiceKey MARK = ServiceKey.ofMark(4294967295L, Family.INET6);

    @TempDir
    Path folder;

    @Test
    void whatIsOwnedOutlivesTheProcessButNotTheBoot() {
        Path file = folder.resolve("solera/ipvs.owned");
        OwnedKeys first = new OwnedKeys(file, "one");
        first.own(WEB, "shop");
        first.own(SIX, "dns");
        first.own(MARK, "marked");
        first.own(MARK, "other");
        first.disown(SIX);
        first.save();

        OwnedKeys next = new OwnedKeys(file, "one");
        assertThat(next.owner(WEB)).isEqualTo("shop");
        assertThat(next.of("other")).containsExactly(MARK);
        assertThat(next.all()).containsExactlyInAnyOrder(WEB, MARK);
        assertThat(new OwnedKeys(file, "two").all()).isEmpty();
    }

    @Test
    void aFileThatMakesNoSenseOwnsNothing() throws Exception {
        Path file = Files.writeString(folder.resolve("ipvs.owned"), "boot one\nwhat is this\n");

        assertThat(new OwnedKeys(file, "one").all()).isEmpty();
    }

    @Test
    void aFileThatCannotBeWrittenDoesNotStopTraffic() throws Exception {
        OwnedKeys owned =
                new OwnedKeys(Files.writeString(folder.resolve("file"), "").resolve("ipvs.owned"), "one");
        owned.own(WEB, "shop");
        owned.save();

        assertThat(owned.owner(WEB)).isEqualTo("shop");
    }

    @Test
    void theConnectionFileOfTheKernelIsRead() throws Exception {
        String text =
                """
                Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Expires PEName PEData
                TCP C0000208 C350 C0000201 0050 0A090001 0050 ESTABLISHED     899
                UDP [2001:0db8:0000:0000:0000:0000:0000:0008] C350 [2001:0db8:0000:0000:0000:0000:0000:0001] 0035 [2001:0db8:0000:0000:0000:0000:0000:0002] 0035 UDP             299
                IP  nonsense 0 0 0 0 0 0 0
                TCP C0000208 C351 C0000201 0050 0A090002 0050 FIN_WAIT        119
                """;

        assertThat(ConnectionTable.read(new BufferedReader(new StringReader(text)), 10))
                .containsExactly(
                        new IpvsConnection(
                                "TCP",
                                at("192.0.2.8", 50000),
                                at("192.0.2.1", 80),
                                at("10.9.0.1", 80),
                                "ESTABLISHED",
                                899),
                        new IpvsConnection(
                                "UDP",
                                at("2001:db8::8", 50000),
                                at("2001:db8::1", 53),
                                at("2001:db8::2", 53),
                                "UDP",
                                299),
                        new IpvsConnection(
                                "TCP",
                                at("192.0.2.8", 50001),
                                at("192.0.2.1", 80),
                                at("10.9.0.2", 80),
                                "FIN_WAIT",
                                119));
        assertThat(ConnectionTable.read(new BufferedReader(new StringReader(text)), 1))
                .hasSize(1);
    }

    @Test
    void flagsStandInBrackets() {
        assertThat(KernelSchedulers.flags("sh", "fallback,port"))
                .isEqualTo(KernelService.FLAG_1 | KernelService.FLAG_2);
        assertThat(KernelSchedulers.flags("mh", "port")).isEqualTo(KernelService.FLAG_2);
        assertThatThrownBy(() -> KernelSchedulers.flags("mh", "sticky"))
                .hasMessage("scheduler: mh(sticky) (expected: port, fallback)");
        assertThatThrownBy(() -> KernelSchedulers.flags("rr", "port"))
                .hasMessage("scheduler: rr(port) (expected: no arguments)");
    }

    @Test
    void keysReadWhatTheyWrite() {
        for (ServiceKey key : List.of(WEB, SIX, MARK, ServiceKey.ofMark(7, Family.INET))) {
            assertThat(ServiceKey.parse(key.toString())).isEqualTo(key);
        }
        assertThat(List.of(WEB.toString(), SIX.toString(), MARK.toString()))
                .containsExactly("TCP 192.0.2.1:80", "UDP [2001:db8::1]:53", "FWM 4294967295 IPv6");
    }

    private static InetSocketAddress at(String address, int port) {
        return new InetSocketAddress(Addresses.parseIp(address), port);
    }
}
