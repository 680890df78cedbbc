package dev.solera.itests.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A director (the guest itself, in its first namespace) and hosts around it in namespaces: {@code client} and {@code rs1}, {@code rs2} on
 * the LAN 192.168.20.0/24, the client on 10.0.0.0/24 too, where the director is 10.0.0.1. The virtual addresses are 192.168.20.100 for
 * direct routing, which the real servers have on their loopback, and 10.0.0.100 for address translation.
 */
final class Net implements AutoCloseable {
    static final String VIP = "192.168.20.100";
    static final String NAT_VIP = "10.0.0.100";

    private final List<Process> processes = new ArrayList<>();

    Net() {
        close();
        Sh.run("ip link add br0 type bridge && ip link set br0 up && ip addr add 192.168.20.1/24 dev br0");
        Sh.run("ip addr add " + VIP + "/32 dev br0; sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.send_redirects=0"
                + " net.ipv4.conf.br0.send_redirects=0");
        host("client", "192.168.20.10");
        Sh.run("ip link add nat0 type veth peer name nat1 netns client && ip addr add 10.0.0.1/24 dev nat0"
                + " && ip addr add " + NAT_VIP + "/32 dev nat0 && ip link set nat0 up"
                + " && ip -n client addr add 10.0.0.10/24 dev nat1 && ip -n client link set nat1 up");
        for (int i = 1; i <= 2; i++) {
            String name = "rs" + i;
            host(name, "192.168.20.10" + i);
            Sh.run("ip -n " + name + " route add 10.0.0.0/24 via 192.168.20.1");
            Sh.run("ip netns exec " + name + " " + launcher() + " realserver up " + VIP);
            serve(name);
        }
    }

    private static void host(String name, String address) {
        Sh.run("ip netns add " + name + " && ip -n " + name + " link set lo up && ip link add p-" + name
                + " type veth peer name eth0 netns " + name + " && ip link set p-" + name + " master br0 up && ip -n "
                + name + " addr add " + address + "/24 dev eth0 && ip -n " + name + " link set eth0 up");
    }

    /** Starts a server on port 80 that says its name and then repeats what it is told. */
    private void serve(String name) {
        start("ip netns exec " + name + " python3 " + script("server.py") + " " + name + " 80");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (Sh.attempt("ip netns exec " + name + " ss -Hltn | grep -q :80").code() != 0) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("the server of " + name + " does not listen");
            }
        }
    }

    Process start(String line) {
        try {
            Process process = new ProcessBuilder("/bin/bash", "-c", "exec " + line)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                    .start();
            processes.add(process);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Connects one after the other and counts who answered; {@code none} for nobody. */
    Map<String, Integer> answers(String address, int times) {
        String text = Sh.run("ip netns exec client python3 " + script("client.py") + " " + address + " 80 " + times);
        Map<String, Integer> counts = new LinkedHashMap<>();
        text.lines().map(line -> line.split(" ")).forEach(row -> counts.put(row[0], Integer.parseInt(row[1])));
        return counts;
    }

    /** Returns what starts the launcher of the sources that are tested. */
    static String launcher() {
        return System.getProperty("solera.launcher", "./solera");
    }

    static Path script(String name) {
        try (var in = Net.class.getResourceAsStream(name)) {
            Path file = Path.of(System.getProperty("solera.lab.folder", "/tmp"), name);
            Files.write(file, in.readAllBytes());
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        for (Process process : processes) {
            process.destroyForcibly();
        }
        Sh.attempt("for n in client rs1 rs2; do ip netns delete $n; done; ip link del br0; ip link del nat0");
    }
}
