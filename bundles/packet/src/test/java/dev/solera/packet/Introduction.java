package dev.solera.packet;

import dev.solera.spi.PacketPort;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A plain main in a JVM of its own: prints what a port says of itself. */
final class Introduction {
    private Introduction() {}

    public static void main(String[] arguments) {
        try (PacketPort port = PacketPorts.choose(arguments[0])) {
            System.out.println(port.description());
            port.limits().forEach(limit -> System.out.println("limit: " + limit));
            try {
                port.open(new PacketPort.Request("lo", Set.of(), null, false));
                System.out.println("open: done");
            } catch (IOException e) {
                System.out.println("open: " + e.getMessage());
            }
            System.out.println("real time: " + port.makeRealTime());
            port.wake();
            port.await(System.nanoTime() + TimeUnit.SECONDS.toNanos(60));
        }
    }
}
