package dev.solera.addresses.internal;

import com.sun.management.OperatingSystemMXBean;
import dev.solera.addresses.HostAddresses;
import dev.solera.spi.VipBinder;
import dev.solera.spi.VipBinder.Claim;
import dev.solera.spi.VipBinder.Failure;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Measures what binding, renewing and releasing many VIPs costs, in a namespace of its own; needs root. Prints wall-clock time, processor time of this
 * process, and busy time of the whole machine, which has the kernel's own threads in it and everybody else's.
 */
final class MeasureBinder {
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private MeasureBinder() {}

    public static void main(String[] arguments) throws Exception {
        warm();
        single(1_000, Duration.ofSeconds(3));
        single(3_000, Duration.ofSeconds(3));
        single(3_000, Duration.ofSeconds(60));
        four();
        vmacs();
    }

    private static void warm() throws Exception {
        try (Namespace host = Namespace.create();
                HostAddresses addresses = host.inside(HostAddresses::open)) {
            VipBinder binder = addresses.binder();
            Claim claim = claim("eth0", 1, 0, 900, 3);
            for (int i = 0; i < 5; i++) {
                host.inside(() -> binder.bind(claim));
                host.inside(() -> binder.renew(List.of(claim)));
                host.inside(() -> binder.release(claim));
            }
        }
    }

    private static void single(int vips, Duration lease) throws Exception {
        try (Namespace host = Namespace.create();
                HostAddresses addresses = host.inside(HostAddresses::open)) {
            VipBinder binder = addresses.binder();
            Claim claim = claim("eth0", 1, 0, vips, (int) lease.toSeconds());
            String what = vips + " VIPs, lease " + lease.toSeconds() + " s: ";
            measure(host, what + "bind", () -> binder.bind(claim));
            measure(host, what + "bind again", () -> binder.bind(claim));
            measure(host, what + "renew", () -> binder.renew(List.of(claim)));
            measure(host, what + "bound", () -> {
                System.out.println(binder.bound(claim).size());
                return List.of();
            });
            measure(host, what + "release", () -> binder.release(claim));
        }
    }

    private static void four() throws Exception {
        try (Namespace host = Namespace.create();
                HostAddresses addresses = host.inside(HostAddresses::open)) {
            VipBinder binder = addresses.binder();
            for (int i = 2; i < 4; i++) {
                host.pair("eth" + i, "peer" + i);
            }
            List<Claim> claims = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                claims.add(claim("eth" + i % 4, 1 + i / 4, i * 12, 12, 3));
            }
            measure(host, "12,000 VIPs, 1,000 claims: prepare", () -> binder.prepare(claims));
            measure(host, "12,000 VIPs, 1,000 claims: bind one by one", () -> {
                List<Failure> failures = new ArrayList<>();
                claims.forEach(claim -> failures.addAll(binder.bind(claim)));
                return failures;
            });
            measure(host, "12,000 VIPs: renew, none due", () -> binder.renew(claims));
            measure(host, "12,000 VIPs: renew, none due", () -> binder.renew(claims));
            List<Claim> due = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                due.add(claim("eth" + i % 4, 1 + i / 4, i * 12, 12, 60));
            }
            measure(host, "12,000 VIPs: renew, all due", () -> binder.renew(due));
            measure(host, "12,000 VIPs: renew, all due", () -> binder.renew(due));
            measure(host, "12,000 VIPs: bound one by one", () -> {
                due.forEach(binder::bound);
                return List.of();
            });
            measure(host, "12,000 VIPs: release one by one", () -> {
                List<Failure> failures = new ArrayList<>();
                claims.forEach(claim -> failures.addAll(binder.release(claim)));
                return failures;
            });
        }
    }

    private static void vmacs() throws Exception {
        try (Namespace host = Namespace.create();
                HostAddresses addresses = host.inside(HostAddresses::open)) {
            List<Claim> claims = new ArrayList<>();
            for (int i = 1; i <= 250; i++) {
                claims.add(Claims.on("eth0", i)
                        .vip("v" + i, "10.9.0." + i + "/32")
                        .vmac()
                        .claim());
            }
            measure(host, "250 vmacs: prepare", () -> addresses.binder().prepare(claims));
            measure(host, "250 vmacs: renew", () -> addresses.binder().renew(claims));
            measure(host, "250 vmacs: prepare without", () -> addresses.binder().prepare(List.of()));
        }
    }

    private static Claim claim(String device, int vrid, int from, int count, int leaseSeconds) {
        Claims claims = Claims.on(device, vrid).lease(Duration.ofSeconds(leaseSeconds));
        for (int i = from; i < from + count; i++) {
            claims.vip("v" + i, "10." + (1 + i / 60_000) + "." + i / 200 % 256 + "." + (1 + i % 200) + "/32");
        }
        return claims.claim();
    }

    private static void measure(Namespace host, String what, Callable<List<Failure>> work) throws Exception {
        long busy = busyMillis();
        long cpu = PROCESS.getProcessCpuTime();
        long wall = System.nanoTime();
        List<Failure> failures = host.inside(work);
        wall = System.nanoTime() - wall;
        System.out.printf(
                "%s: %d ms, process %d ms, machine %d ms, failures %s%n",
                what,
                wall / 1_000_000,
                (PROCESS.getProcessCpuTime() - cpu) / 1_000_000,
                busyMillis() - busy,
                failures.stream().limit(2).toList());
    }

    private static long busyMillis() throws Exception {
        String[] words = Files.readAllLines(Path.of("/proc/stat")).get(0).trim().split("\\s+");
        return 10
                * (Long.parseLong(words[1])
                        + Long.parseLong(words[3])
                        + Long.parseLong(words[6])
                        + Long.parseLong(words[7]));
    }
}
