package dev.solera.lifeline;

import dev.solera.addresses.HostAddresses;
import dev.solera.lifeline.internal.Rehearsal;
import dev.solera.lifeline.internal.Server;
import dev.solera.packet.PacketPorts;
import dev.solera.spi.PacketPort;
import dev.solera.spi.Pulse;
import dev.solera.vrrp.LocalEngine;
import java.io.IOException;
import java.nio.file.Path;

/** The VRRP engine in a process of its own, for an appliance that connects to its socket. */
public final class Main {
    private Main() {}

    /**
     * Runs until it is told to shut down, gets SIGTERM, or has nothing to do any more; then it gives everything up in good order.
     *
     * @param args path of the socket, version of the build, and how frames are sent and received ({@code auto}, {@code pcap} or {@code raw})
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 3) {
            System.err.println("arguments: " + args.length + " (expected: socket, version, auto|pcap|raw)");
            System.exit(2);
        }
        try (HostAddresses addresses = HostAddresses.open();
                PacketPort packets = PacketPorts.choose(args[2]);
                LocalEngine engine = new LocalEngine(packets, addresses.binder(), addresses.network())) {
            Runtime.getRuntime().addShutdownHook(new Thread(engine::shutdown, "solera-shutdown"));
            Server server = new Server(Path.of(args[0]), args[1], engine, new Server.PulseTaker() {
                @Override
                public void addPulse(Pulse pulse) {
                    engine.watch(pulse);
                }

                @Override
                public void removePulse(Pulse pulse) {
                    engine.unwatch(pulse);
                }

                @Override
                public void judge() {
                    engine.judge();
                }
            });
            engine.listen(server);
            Rehearsal.begin(args[2]);
            server.run();
        }
        // Native threads of others do not keep it.
        System.exit(0);
    }
}
