package dev.solera.packet.internal;

import dev.solera.spi.PacketPort;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Stands in where nothing can be sent or received: says why, and keeps the time. */
public final class UnavailablePort implements PacketPort {
    private final String reason;
    private final Semaphore wakes = new Semaphore(0);

    /** Makes one that says {@code reason} wherever it is asked for anything. */
    public UnavailablePort(String reason) {
        this.reason = reason;
    }

    @Override
    public String description() {
        return "none";
    }

    @Override
    public List<String> limits() {
        return List.of(reason);
    }

    @Override
    public @Nullable String makeRealTime() {
        return "SCHED_RR: " + reason;
    }

    @Override
    public Link open(Request request) throws IOException {
        throw new IOException(request.interfaceName() + ": " + reason);
    }

    @Override
    public void await(long untilNanos) {
        try {
            wakes.tryAcquire(untilNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
            wakes.drainPermits();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void wake() {
        wakes.release();
    }

    @Override
    public void close() {
        // nothing is open
    }
}
