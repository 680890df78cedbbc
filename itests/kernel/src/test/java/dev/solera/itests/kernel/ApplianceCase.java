package dev.solera.itests.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.itests.appliance.Appliance;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Five hosts as they are taught: a client that is the router too, two directors with the whole appliance on them (VRRP and LVS by direct
 * routing, in turn, weight 3), two web servers. The appliances are started once for all.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ApplianceCase {
    private static final String VIP = "192.168.20.100";
    private static final Duration SOON = Duration.ofSeconds(60);

    /** Adverts of 1 s at priority 100, and what this slow kernel is given on top. */
    private static final Duration SILENCE = Duration.ofMillis(3_610 + 2_000);

    private static final Map<String, Process> WEB = new HashMap<>();
    private static final List<Process> ECHO = new ArrayList<>();
    private static Appliance first;
    private static Appliance second;

    @BeforeAll
    static void build() throws IOException {
        Sh.run("modprobe ip_vs; modprobe ip_vs_rr; ip link add br0 type bridge && ip link set br0 up"
                + " && ip addr add 192.168.20.10/24 dev br0");
        host("lb1", "192.168.20.11");
        host("lb2", "192.168.20.12");
        for (int i = 1; i <= 2; i++) {
            host("web" + i, "192.168.20.10" + i);
            Sh.run("ip netns exec web" + i + " " + Net.launcher() + " realserver up " + VIP);
            serve("web" + i);
            ECHO.add(start("web" + i, "server.py", "web" + i, "81"));
        }
        first = director("lb1", 150);
        second = director("lb2", 100);
        long began = System.nanoTime();
        CompletableFuture.allOf(
                        CompletableFuture.runAsync(() -> first.start()),
                        CompletableFuture.runAsync(() -> second.start()))
                .join();
        System.out.println(
                "figure: two appliances up after " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began) + " s");
    }

    @AfterAll
    static void remove() {
        WEB.values().forEach(Process::destroyForcibly);
        ECHO.forEach(Process::destroyForcibly);
        for (Appliance one : new Appliance[] {first, second}) {
            if (one != null) {
                System.out.println(one.log());
                one.kill();
            }
        }
    }

    @Test
    @Order(1)
    void thePageComesFromBothInTurn() {
        await().atMost(SOON).until(() -> has("lb1") && !has("lb2"));
        await().atMost(SOON).until(() -> names(4).size() == 2);

        assertThat(names(20)).isEqualTo(Map.of("web1", 10, "web2", 10));
        assertThat(Sh.run("ip netns exec lb1 ipvsadm -Sn"))
                .isEqualTo(
                        """
                        -A -t 192.168.20.100:80 -s rr
                        -a -t 192.168.20.100:80 -r 192.168.20.101:80 -g -w 3
                        -a -t 192.168.20.100:80 -r 192.168.20.102:80 -g -w 3
                        -A -t 192.168.20.100:81 -s rr
                        -a -t 192.168.20.100:81 -r 192.168.20.101:81 -g -w 1
                        -a -t 192.168.20.100:81 -r 192.168.20.102:81 -g -w 1
                        """);
        assertThat(first.sh("ipvs:diff").code()).isZero();
        Map.of("", 2, " --stats", 5, " --rate", 5).forEach((view, counts) -> assertThat(
                        withoutCounts(first.sh("ipvs:list" + view).out(), counts))
                .as("ipvs:list%s", view)
                .isEqualTo(withoutCounts(Sh.run("ip netns exec lb1 ipvsadm -Ln" + view), counts)));
        assertThat(first.sh("ipvs:list --connections").out().lines().limit(2))
                .containsExactlyElementsOf(Sh.run("ip netns exec lb1 ipvsadm -Lnc")
                        .lines()
                        .limit(2)
                        .toList());
    }

    /** A table without what counts on between two looks: so many numbers at the end of a line. */
    private static List<String> withoutCounts(String table, int counts) {
        return table.lines()
                .map(line -> line.replaceAll("( +[0-9]+[KMGT]?){" + counts + "} *$", ""))
                .toList();
    }

    @Test
    @Order(2)
    void aWebServerThatDiesIsMissedAndIsTakenBackWhenItLives() throws Exception {
        WEB.get("web2").destroyForcibly().waitFor();
        await().atMost(SOON).until(() -> names(6).equals(Map.of("web1", 6)));
        serve("web2");
        await().atMost(SOON).until(() -> names(6).equals(Map.of("web1", 3, "web2", 3)));
    }

    @Test
    @Order(3)
    void theOtherDirectorTakesOverAndADownloadGoesOn() throws Exception {
        try (Socket download = new Socket()) {
            download.connect(new InetSocketAddress(VIP, 80), 3000);
            download.setSoTimeout(15_000);
            download.getOutputStream().write("GET /stream HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(download.getInputStream(), StandardCharsets.US_ASCII));
            await().atMost(SOON).until(() -> number(lines.readLine()) > 30);
            await("the other director knows of it").atMost(SOON).until(() -> Sh.run("ip netns exec lb2 ipvsadm -Lnc")
                    .contains("ESTABLISHED"));

            Prober prober = new Prober();
            prober.start();
            TimeUnit.SECONDS.sleep(1); // pages before, for the gap to have a beginning
            Sh.run("ip link set p-lb1 down");
            first.kill();
            await().atMost(SOON).until(() -> has("lb2"));
            await().atMost(SOON).until(() -> names(4).size() == 2);
            Duration gap = prober.end();
            System.out.println("figure: lecture, two directors with IPVS: silence for pages " + gap.toMillis() + " ms");

            int before = number(lines.readLine());
            for (int i = 0; i < 50; i++) {
                before = Math.max(before, number(lines.readLine()));
            }
            assertThat(before).as("the download went on").isGreaterThan(60);
            assertThat(gap).isLessThanOrEqualTo(SILENCE);
        }
    }

    @Test
    @Order(4)
    void aThousandConnectionsOutliveTheApplianceThatIsKilledAndStartedAgain() throws Exception {
        try (Held held = new Held(List.of(), VIP, 81, 1000)) {
            assertThat(held.first()).isEqualTo("1000 web1=500 web2=500");
            String before = Sh.run("ip netns exec lb2 ipvsadm -Sn");
            second.kill();
            await("its address is a lease").atMost(SOON).until(() -> !has("lb2"));
            assertThat(Sh.run("ip netns exec lb2 ipvsadm -Sn")).isEqualTo(before);

            second.start();
            await().atMost(SOON).until(() -> has("lb2"));
            await().atMost(SOON).until(() -> second.sh("ipvs:diff").code() == 0);
            assertThat(Sh.run("ip netns exec lb2 ipvsadm -Sn")).isEqualTo(before);
            assertThat(held.alive()).isEqualTo("1000");
        }
    }

    private static Appliance director(String host, int priority) throws IOException {
        Appliance appliance = Appliance.unpacked(List.of("ip", "netns", "exec", host));
        // One slow processor for all: the interpreter's first compiler, the smallest collector, and VRRP in the same
        // process.
        appliance.write(
                "jvm.options",
                "-Xms96m\n-Xmx256m\n-XX:+UseSerialGC\n-XX:TieredStopAtLevel=1\n-Xss512k\n-Xshare:auto\n");
        appliance.write(
                "solera.appliance.cfg",
                Files.readString(appliance.etc().resolve("solera.appliance.cfg")) + "vrrp.process = in\n");
        appliance.write(
                "solera.vrrp-dir.cfg",
                "interface = eth0\nvrid = 51\npriority = " + priority + "\nvip.web = " + VIP + "/32\n");
        appliance.write(
                "solera.pool-web.cfg",
                """
                scheduler = rr
                method = dr
                real.web1 = 192.168.20.101:80 weight=3
                real.web2 = 192.168.20.102:80 weight=3
                check = http
                check.interval.ms = 1000
                check.timeout.ms = 1000
                check.rise = 1
                check.fall = 2
                """);
        appliance.write("solera.virtualserver-web.cfg", "mode = tcp\ndataplane = ipvs\nlisten = web:80\npool = web\n");
        appliance.write(
                "solera.pool-echo.cfg",
                """
                scheduler = rr
                method = dr
                real.web1 = 192.168.20.101:81
                real.web2 = 192.168.20.102:81
                """);
        appliance.write(
                "solera.virtualserver-echo.cfg", "mode = tcp\ndataplane = ipvs\nlisten = web:81\npool = echo\n");
        appliance.write("solera.ipvs.cfg", "sync.interface = eth0\nsync.id = 51\n");
        return appliance;
    }

    private static void host(String name, String address) {
        Sh.run("ip netns add " + name + " && ip -n " + name + " link set lo up && ip link add p-" + name
                + " type veth peer name eth0 netns " + name + " && ip link set p-" + name + " master br0 up && ip -n "
                + name + " addr add " + address + "/24 dev eth0 && ip -n " + name + " link set eth0 up");
    }

    private static void serve(String name) throws IOException {
        WEB.put(name, start(name, "web.py", name));
    }

    private static Process start(String host, String script, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "ip", "netns", "exec", host, "python3", Net.script(script).toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static boolean has(String host) {
        return Sh.run("ip -n " + host + " -o addr show dev eth0").contains(VIP + "/");
    }

    private static int number(String line) {
        String[] words = line == null ? new String[0] : line.split(" ");
        return words.length == 2 && words[0].startsWith("web") ? Integer.parseInt(words[1]) : -1;
    }

    /** Who answers how many of so many requests; an empty name for nobody. */
    private static Map<String, Integer> names(int times) {
        Map<String, Integer> names = new HashMap<>();
        for (int i = 0; i < times; i++) {
            names.merge(page(), 1, Integer::sum);
        }
        return names;
    }

    private static String page() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(VIP, 80), 500);
            socket.setSoTimeout(1000);
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return text.substring(text.indexOf("\r\n\r\n") + 4);
        } catch (IOException | IndexOutOfBoundsException e) {
            return "";
        }
    }

    /** Asks for the page again and again, and remembers when it came. */
    private static final class Prober extends Thread {
        private final List<Long> successes = new ArrayList<>();
        private volatile boolean over;

        @Override
        public void run() {
            boolean came = false;
            long latest = System.nanoTime() + SOON.toNanos();
            // To the end belongs a page: a silence without one would be none.
            while (!(over && came) && System.nanoTime() - latest < 0) {
                came = !page().isEmpty();
                if (came) {
                    successes.add(System.nanoTime());
                }
            }
        }

        /** Returns the longest time without a page. */
        Duration end() throws InterruptedException {
            over = true;
            join();
            successes.add(System.nanoTime());
            long longest = 0;
            for (int i = 1; i < successes.size(); i++) {
                longest = Math.max(longest, successes.get(i) - successes.get(i - 1));
            }
            return Duration.ofNanos(longest);
        }
    }
}
