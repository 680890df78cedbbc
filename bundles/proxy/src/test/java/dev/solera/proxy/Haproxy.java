package dev.solera.proxy;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.solera.api.Addresses;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A real HAProxy, as a peer. Tests that need one are skipped where it is not installed. */
final class Haproxy implements AutoCloseable {
    private static final Path BINARY = Path.of("/usr/sbin/haproxy");

    private final Process process;
    private final InetSocketAddress address;

    private Haproxy(Process process, InetSocketAddress address) {
        this.process = process;
        this.address = address;
    }

    /** Starts one in mode http with what it does by default. */
    static Haproxy inFrontOf(InetSocketAddress server, Path folder) throws Exception {
        return start(folder, "http", "", Addresses.text(server));
    }

    /**
     * Starts one with a single server.
     *
     * @param bind words behind its {@code bind} line
     * @param server the server's address with words behind it
     */
    static Haproxy start(Path folder, String mode, String bind, String server) throws Exception {
        assumeTrue(Files.isExecutable(BINARY), BINARY + " is not installed");
        InetSocketAddress address;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = (InetSocketAddress) free.getLocalSocketAddress();
        }
        Path file = folder.resolve("haproxy.cfg");
        Files.writeString(
                file,
                "global\n  maxconn 500\ndefaults\n  mode " + mode
                        + "\n  timeout client 10s\n  timeout server 10s\n  timeout connect 5s\n  timeout http-request 10s\n"
                        + "frontend in\n  bind " + Addresses.text(address) + " " + bind + "\n  default_backend out\n"
                        + "backend out\n  server s " + server + "\n");
        File log = folder.resolve("haproxy.log").toFile();
        Process process = new ProcessBuilder(BINARY.toString(), "-db", "-f", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        Haproxy haproxy = new Haproxy(process, address);
        try {
            haproxy.awaitListening();
        } catch (IOException e) {
            haproxy.close();
            throw new IOException(Files.readString(log.toPath()), e);
        }
        return haproxy;
    }

    private void awaitListening() throws IOException, InterruptedException {
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10); ; TimeUnit.MILLISECONDS.sleep(20)) {
            try (Socket socket = new Socket()) {
                socket.connect(address, 1000);
                return;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() - end > 0) {
                    throw e;
                }
            }
        }
    }

    InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
