package dev.solera.lifeline.internal;

import dev.solera.addresses.HostAddresses;
import dev.solera.api.Addresses;
import dev.solera.api.Vip;
import dev.solera.api.VrrpInstance;
import dev.solera.api.VrrpReport;
import dev.solera.api.VrrpState;
import dev.solera.packet.PacketPorts;
import dev.solera.spi.PacketPort;
import dev.solera.spi.VrrpDemand;
import dev.solera.spi.VrrpSecrets;
import dev.solera.spi.VrrpSet;
import dev.solera.spi.VrrpSpec;
import dev.solera.vrrp.LocalEngine;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over a few times before it counts. An engine of its own becomes MASTER of many addresses in a network namespace of its own, on a cable that leads
 * nowhere, with the real kernel and the real packet port; then the code of a takeover is compiled and its classes are loaded when the first true one
 * comes. Where no namespace can be made (CAP_SYS_ADMIN), there is no rehearsal, and the first takeover is slower.
 */
public final class Rehearsal implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
    /** So that what is done once for each address is done more often than the JVM's threshold for compiling, 200 calls (Tier3InvocationThreshold). */
    private static final int TAKEOVERS = 4;

    private static final int AFTER_SECONDS = 5;
    private static final int VIPS = 200;
    private static final int STEP_MS = 5;
    /** For each takeover; on a machine that is slower still nothing is gained by waiting. */
    private static final int PATIENCE_MS = 3_000;

    private static final int OWNER = 255;
    private static final String CABLE = "rehearsal";

    private final String packet;
    private final LongConsumer took;

    /**
     * Makes one that has done nothing.
     *
     * @param packet how frames are sent and received, as {@link PacketPorts#choose} takes it
     * @param took told how many nanoseconds each takeover took, from its beginning until every address is in place and claimed
     */
    public Rehearsal(String packet, LongConsumer took) {
        this.packet = packet;
        this.took = took;
    }

    /** Begins one a while after the start, which it is not to delay, on a thread of its own, which ends with it. */
    public static void begin(String packet) {
        Rehearsal rehearsal = new Rehearsal(packet, nanos -> {});
        Thread thread = new Thread(
                () -> {
                    try {
                        TimeUnit.SECONDS.sleep(AFTER_SECONDS);
                        rehearsal.run();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "solera-rehearsal");
        thread.setDaemon(true);
        thread.start();
    }

    /** Leaves the calling thread in the namespace that it makes: for a thread that ends with it. */
    @Override
    public void run() {
        try {
            try (HostAddresses addresses = HostAddresses.openApart(CABLE, address(0, 1), 15);
                    PacketPort packets = PacketPorts.choose(packet);
                    LocalEngine engine = new LocalEngine(packets, addresses.binder(), addresses.network())) {
                for (int i = 0; i < TAKEOVERS && takeOver(engine); i++) {
                    engine.apply(VrrpSet.EMPTY);
                    await(() -> engine.reports().isEmpty());
                }
                engine.shutdown();
            }
        } catch (IOException e) {
            LOG.info("no rehearsal, so the first takeover may be slower: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean takeOver(LocalEngine engine) throws InterruptedException {
        long began = System.nanoTime();
        engine.apply(set());
        boolean done = await(() -> {
            List<VrrpReport> reports = engine.reports();
            return !reports.isEmpty()
                    && reports.get(0).state() == VrrpState.MASTER
                    && reports.get(0).bound().size() == VIPS;
        });
        took.accept(System.nanoTime() - began);
        return done;
    }

    /** Of the network for benchmarks (RFC 2544): 198.18.0.0/15. */
    private static InetAddress address(int third, int fourth) {
        return Addresses.parseIp("198.18." + third + "." + fourth);
    }

    private static VrrpSet set() {
        List<Vip> vips = new ArrayList<>();
        for (int i = 1; i <= VIPS; i++) {
            vips.add(new Vip("v" + i, address(1, i), 32, null, null, 0, true));
        }
        VrrpInstance.Announce announce =
                new VrrpInstance.Announce(2, Duration.ZERO, Duration.ZERO, 1, 1, Duration.ZERO, Duration.ZERO);
        VrrpInstance instance = new VrrpInstance(
                CABLE,
                CABLE,
                1,
                3,
                OWNER,
                Duration.ofMillis(10),
                vips,
                true,
                Duration.ZERO,
                Duration.ZERO,
                3,
                true,
                true,
                false,
                true,
                false,
                null,
                false,
                true,
                "none",
                new VrrpInstance.Unicast(List.of(), OWNER),
                announce,
                List.of(),
                List.of(),
                List.of());
        return new VrrpSet(
                List.of(new VrrpSpec(instance, VrrpSecrets.NONE, new VrrpDemand(OWNER, null, null))),
                List.of(),
                Duration.ZERO,
                Duration.ZERO);
    }

    private static boolean await(BooleanSupplier what) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
        while (!what.getAsBoolean()) {
            if (System.nanoTime() - until > 0) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(STEP_MS);
        }
        return true;
    }
}
