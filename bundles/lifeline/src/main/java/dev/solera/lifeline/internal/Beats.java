package dev.solera.lifeline.internal;

import dev.solera.spi.Pulse;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The appliance's pulses as they are felt from outside its process. Used by the thread that reads; beats may be read by any. */
final class Beats {
    /** Felt with every message, so that a process that stands still is noticed whatever it says of itself. */
    static final String APPLIANCE = "appliance";

    /** Beyond it, the clocks are not the same. */
    private static final long MOST_ON_THE_WAY = TimeUnit.SECONDS.toNanos(10);

    private final Consumer<Pulse> come;
    private final Consumer<Pulse> gone;
    private final Map<String, Felt> felt = new ConcurrentHashMap<>();

    Beats(Consumer<Pulse> come, Consumer<Pulse> gone) {
        this.come = come;
        this.gone = gone;
    }

    void onBeats(Message.Beats message, long nowNanos) {
        Set<String> missing = new HashSet<>(felt.keySet());
        missing.remove(APPLIANCE);
        long at = sentAt(message, nowNanos);
        beat(APPLIANCE, at);
        for (Message.Beat beat : message.beats()) {
            missing.remove(beat.name());
            beat(beat.name(), at - beat.ageNanos());
        }
        missing.forEach(this::takeBack);
    }

    /** A message may have waited while one before it was acted upon; its sender may stand still by now. */
    private static long sentAt(Message.Beats message, long nowNanos) {
        long age = nowNanos - message.sentNanos();
        return age >= 0 && age < MOST_ON_THE_WAY ? message.sentNanos() : nowNanos;
    }

    /** The appliance has gone in good order and means to come back. */
    void onLeave() {
        Set.copyOf(felt.keySet()).forEach(this::takeBack);
    }

    /** The appliance is gone: whoever lived there lives no longer. */
    void onLoss() {
        felt.values().forEach(pulse -> pulse.gone = true);
    }

    private void beat(String name, long atNanos) {
        Felt pulse = felt.get(name);
        if (pulse == null) {
            pulse = new Felt(name, atNanos);
            felt.put(name, pulse);
            come.accept(pulse);
        }
        pulse.last = atNanos;
        pulse.gone = false;
    }

    private void takeBack(String name) {
        Felt pulse = felt.remove(name);
        if (pulse != null) {
            gone.accept(pulse);
        }
    }

    private static final class Felt implements Pulse {
        private final String name;
        private volatile long last;
        private volatile boolean gone;

        Felt(String name, long last) {
            this.name = name;
            this.last = last;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long lastBeatNanos() {
            return last;
        }

        @Override
        public boolean isGone() {
            return gone;
        }
    }
}
