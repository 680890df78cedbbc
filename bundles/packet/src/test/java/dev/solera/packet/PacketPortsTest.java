package dev.solera.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Native;
import dev.solera.spi.PacketPort;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import org.slf4j.impl.SimpleLogger;

class PacketPortsTest {
    @Test
    void theChoiceIsOneOfThree() {
        assertThatThrownBy(() -> PacketPorts.choose("libpcap"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("solera.packet: libpcap (expected: auto, pcap or raw)");
    }

    @Test
    void rawRunsOnPacketSockets() {
        try (PacketPort port = PacketPorts.choose("raw")) {
            assertThat(port.description()).isEqualTo("AF_PACKET");
        }
    }

    @ParameterizedTest
    @CsvSource({"raw, packet socket", "pcap, packet socket", "auto, packet socket"})
    void withoutPrivilegeItSaysWhatToGrant(String wanted, String subject, @TempDir Path folder) throws Exception {
        List<String> said = asNobody(folder, List.of(), wanted);
        assumeTrue(!said.get(0).equals("none"), "skipped: no libpcap");
        String reason = subject + ": CAP_NET_RAW is missing (grant it: AmbientCapabilities=CAP_NET_RAW CAP_NET_ADMIN"
                + " CAP_SYS_NICE in the systemd unit, or setcap cap_net_raw,cap_net_admin,cap_sys_nice+ep on the java"
                + " binary)";
        assertThat(said.subList(1, 4))
                .containsExactly(
                        "limit: " + reason,
                        "open: lo: " + reason,
                        "real time: SCHED_RR: refused (grant CAP_SYS_NICE, or RLIMIT_RTPRIO of 20 or more: LimitRTPRIO= in the"
                                + " systemd unit, rtprio in limits.conf; where both are there, the control group has no"
                                + " real-time budget: cpu.rt_runtime_us)");
    }

    @Test
    void withoutTheLibraryPcapSaysSo(@TempDir Path folder) throws Exception {
        List<String> said = asNobody(folder, List.of("-Dorg.pcap4j.core.pcapLibName=nopcaphere"), "pcap");
        assertThat(said.get(0)).isEqualTo("none");
        assertThat(said.get(1)).startsWith("limit: no libpcap: ").endsWith("; or solera.packet = raw)");
        assertThat(said.get(2)).startsWith("open: lo: no libpcap: ");
    }

    @Test
    void withoutTheLibraryAutoStillWorks(@TempDir Path folder) throws Exception {
        List<String> said = asNobody(folder, List.of("-Dorg.pcap4j.core.pcapLibName=nopcaphere"), "auto");
        assertThat(said.get(0)).isEqualTo("AF_PACKET");
    }

    /** Runs {@link Introduction} as a user who may do nothing, in a network namespace of its own. */
    private static List<String> asNobody(Path folder, List<String> options, String wanted) throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "skipped: needs root to become another user");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "skipped: needs setpriv (util-linux)");
        // A user without rights may not read the class path where it is: the test's own copies are his.
        List<String> copies = readable(folder);
        List<String> command = new ArrayList<>(List.of(
                "unshare", "-n", "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--bounding-set=-all"));
        command.addAll(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m"));
        command.add("-Djna.tmpdir=" + folder);
        command.add("-Djava.io.tmpdir=" + folder);
        command.addAll(options);
        command.addAll(List.of("-cp", String.join(":", copies), Introduction.class.getName(), wanted));
        Process process = new ProcessBuilder(command).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said.lines().toList();
    }

    private static List<String> readable(Path folder) throws Exception {
        List<String> copies = new ArrayList<>();
        for (Class<?> each : List.of(
                PacketPorts.class,
                Introduction.class,
                PacketPort.class,
                Native.class,
                LoggerFactory.class,
                SimpleLogger.class)) {
            Path place = Path.of(
                    each.getProtectionDomain().getCodeSource().getLocation().toURI());
            Path copy = folder.resolve(copies.size() + "-" + place.getFileName());
            run("cp", "-r", place.toString(), copy.toString());
            copies.add(copy.toString());
        }
        run("chmod", "-R", "a+rwX", folder.toString());
        return copies;
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
}
