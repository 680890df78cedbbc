package dev.solera.itests.kernel;

import dev.solera.spi.DataPlane;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** Stands before a plane and notes when it was at work last. */
final class Stopwatch {
    private final DataPlane plane;
    private volatile long applyBeganNanos;
    private volatile long applyEndedNanos;

    Stopwatch(DataPlane of) {
        this.plane = (DataPlane) Proxy.newProxyInstance(
                DataPlane.class.getClassLoader(), new Class<?>[] {DataPlane.class}, (proxy, call, arguments) -> {
                    boolean apply = call.getName().equals("apply");
                    if (apply) {
                        applyBeganNanos = System.nanoTime();
                    }
                    try {
                        return call.invoke(of, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    } finally {
                        if (apply) {
                            applyEndedNanos = System.nanoTime();
                        }
                    }
                });
    }

    /** Returns what to use in the place of the plane. */
    DataPlane plane() {
        return plane;
    }

    /** Returns {@link System#nanoTime()} of the end of the last list of edits. */
    long applyEndedNanos() {
        return applyEndedNanos;
    }

    /** Returns how long the last list of edits took. */
    long applyNanos() {
        return applyEndedNanos - applyBeganNanos;
    }
}
