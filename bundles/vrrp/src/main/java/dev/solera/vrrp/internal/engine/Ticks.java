package dev.solera.vrrp.internal.engine;

/** The two clocks the engine goes by. Any thread; neither allocates. */
public interface Ticks {
    /** The host's. */
    Ticks SYSTEM = new Ticks() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public long wallMillis() {
            return System.currentTimeMillis();
        }
    };

    /** Returns what {@link System#nanoTime()} is to everybody else. */
    long nanos();

    /** Returns milliseconds since the epoch. */
    long wallMillis();
}
