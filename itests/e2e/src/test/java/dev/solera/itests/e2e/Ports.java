package dev.solera.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports of 127.0.0.1 that a test cannot choose. */
final class Ports {

    private Ports() {}

    static void assumeFree(int... ports) {
        for (int port : ports) {
            assumeTrue(isFree(port), "port " + port + " is taken by another process");
        }
    }

    static void assertFree(int... ports) {
        for (int port : ports) {
            assertThat(isFree(port)).as("port %d is free", port).isTrue();
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
