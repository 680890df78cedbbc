package dev.solera.shell.internal;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs command lines for local clients, so that a script needs no JVM of its own: a TCP listener on the loopback address whose port
 * and token stand in a file that only the appliance's user can read.
 *
 * <p>A client sends three lines: the token, who asks, and the command with {@code \} as {@code \\} and a line end as {@code \n}. The
 * answer is lines as {@link ControlFrames} writes them, and the connection ends. A client that goes away ends its command. One thread
 * accepts; each request takes one for its command and one that watches the client, both given back when it ends.
 */
final class ControlEndpoint implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ControlEndpoint.class);

    private static final int MAX_SESSIONS = 16;
    /** Clients that have not shown the token yet, or were refused, count here, so that they cannot use up the sessions. */
    private static final int MAX_CONNECTIONS = 64;

    private static final int BACKLOG = 64;
    private static final int TOKEN_BYTES = 32;
    private static final long REQUEST_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long REFUSAL_MILLIS = 250;
    private static final long CLOSE_MILLIS = 5_000;

    private final CommandRunner runner;
    private final byte[] token;
    private final ServerSocket listener;
    private final ControlFile file;
    private final Thread acceptor;
    private final Semaphore sessions = new Semaphore(MAX_SESSIONS);
    private final Semaphore connections = new Semaphore(MAX_CONNECTIONS);
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ThreadPoolExecutor threads;
    private volatile boolean closed;

    /**
     * Listens and writes the file.
     *
     * @param path the file for port and token; its folder is made when it is missing
     */
    ControlEndpoint(Path path, CommandRunner runner) throws IOException {
        this.runner = runner;
        this.token = newToken();
        this.threads = threads();
        this.listener = new ServerSocket(0, BACKLOG, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        this.file = new ControlFile(path, listener.getLocalPort(), new String(token, StandardCharsets.US_ASCII));
        this.acceptor = new Thread(this::accept, "solera-control");
        acceptor.setDaemon(true);
        try {
            file.write();
        } catch (IOException e) {
            listener.close();
            throw e;
        }
        acceptor.start();
    }

    /** Returns the port it listens on. */
    int port() {
        return listener.getLocalPort();
    }

    /** Returns commands that run now. */
    int running() {
        return MAX_SESSIONS - sessions.availablePermits();
    }

    /** Stops listening, ends running commands and deletes the file. Waits for them 5 s at most. */
    @Override
    public void close() {
        closed = true;
        try {
            file.delete();
        } catch (IOException e) {
            log.warn("control endpoint: cannot delete its file: {}", e.toString());
        }
        closeQuietly(listener);
        threads.shutdownNow();
        open.forEach(ControlEndpoint::closeQuietly);
        try {
            acceptor.join(CLOSE_MILLIS);
            if (!threads.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
                log.warn("control endpoint: a command did not end within {} ms", CLOSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() {
        while (!closed) {
            Socket client;
            try {
                client = listener.accept();
            } catch (IOException e) {
                if (!closed) {
                    log.warn("control endpoint: cannot accept: {}", e.toString());
                    pause(REFUSAL_MILLIS); // out of file descriptors: do not spin
                }
                continue;
            }
            if (!connections.tryAcquire()) {
                closeQuietly(client);
                continue;
            }
            open.add(client);
            try {
                threads.execute(() -> serve(client));
            } catch (RejectedExecutionException e) {
                release(client);
            }
        }
    }

    private void serve(Socket client) {
        try {
            client.setTcpNoDelay(true);
            ControlRequest request = ControlRequest.read(client, System.nanoTime() + REQUEST_NANOS);
            if (!MessageDigest.isEqual(token, request.token().getBytes(StandardCharsets.UTF_8))) {
                log.warn("control endpoint: wrong token from a local client");
                pause(REFUSAL_MILLIS);
                return;
            }
            ControlFrames frames = new ControlFrames(new BufferedOutputStream(client.getOutputStream()));
            frames.exit(run(client, request, frames));
        } catch (IOException e) {
            log.debug("control endpoint: {}", e.toString());
        } finally {
            release(client);
        }
    }

    private int run(Socket client, ControlRequest request, ControlFrames frames) throws IOException {
        if (!sessions.tryAcquire()) {
            frames.err()
                    .write(("too many commands at once (expected: at most " + MAX_SESSIONS + ")\n")
                            .getBytes(StandardCharsets.UTF_8));
            return CommandRunner.ERROR;
        }
        try {
            client.setSoTimeout(0);
            Thread worker = Thread.currentThread();
            Watch watch = new Watch(client, worker);
            Future<?> watching = threads.submit(watch);
            try {
                return runner.run(request.user(), request.command(), frames.out(), frames.err());
            } finally {
                watch.done();
                watching.cancel(true);
            }
        } catch (RejectedExecutionException e) {
            throw new IOException("stopping", e);
        } finally {
            sessions.release();
        }
    }

    private void release(Socket client) {
        closeQuietly(client);
        if (open.remove(client)) {
            connections.release();
        }
    }

    private static ThreadPoolExecutor threads() {
        AtomicInteger number = new AtomicInteger();
        return new ThreadPoolExecutor(
                0, MAX_CONNECTIONS + MAX_SESSIONS, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, "solera-control-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    private static byte[] newToken() {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random).getBytes(StandardCharsets.US_ASCII);
    }

    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            log.debug("control endpoint: {}", e.toString());
        }
    }

    /** Interrupts the command when its client goes away. */
    private static final class Watch implements Runnable {
        private final Socket client;
        private final Thread worker;
        private boolean done;

        Watch(Socket client, Thread worker) {
            this.client = client;
            this.worker = worker;
        }

        @Override
        public void run() {
            try {
                // The protocol has no more input: a byte is ignored, the end of the stream is the client's end.
                client.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                log.debug("control endpoint: client is gone: {}", e.toString());
            }
            synchronized (this) {
                if (!done) {
                    worker.interrupt();
                }
            }
        }

        /** Says that the command has ended; from now on its thread is left alone. */
        synchronized void done() {
            done = true;
            Thread.interrupted(); // one that came too late to stop it must not hit the answer
        }
    }
}
