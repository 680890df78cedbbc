package dev.solera.ipvs.kernel;

import dev.solera.api.Family;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A service without its destinations.
 *
 * @param key what finds it
 * @param scheduler the kernel's name, 1–15 characters
 * @param flags {@link #PERSISTENT}, {@link #ONE_PACKET}, {@link #FLAG_1} to {@link #FLAG_3}; the kernel's own {@code HASHED} is left out
 * @param persistenceSeconds 0 unless {@link #PERSISTENT}
 * @param prefixLength how many leading bits of a client's address count for persistence, 0–32 or 1–128; the whole address by default
 * @param engine name of the persistence engine, such as {@code sip}; null for none
 */
public record KernelService(
        ServiceKey key,
        String scheduler,
        int flags,
        int persistenceSeconds,
        int prefixLength,
        @Nullable String engine) {
    public static final int PERSISTENT = 0x1;
    /** Set by the kernel on every service that is in its table. */
    static final int HASHED = 0x2;

    public static final int ONE_PACKET = 0x4;
    /** {@code sh-fallback}, {@code mh-fallback}. */
    public static final int FLAG_1 = 0x8;
    /** {@code sh-port}, {@code mh-port}. */
    public static final int FLAG_2 = 0x10;

    public static final int FLAG_3 = 0x20;

    /** A service where every connection is for itself. */
    public static KernelService of(ServiceKey key, String scheduler, int flags) {
        return new KernelService(key, scheduler, flags, 0, key.family() == Family.INET ? 32 : 128, null);
    }

    /** The same, persistent. */
    public KernelService persistent(int seconds, int prefix, @Nullable String persistenceEngine) {
        return new KernelService(key, scheduler, flags | PERSISTENT, seconds, prefix, persistenceEngine);
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** Its flags by ipvsadm's names, sorted. */
    public List<String> flagNames() {
        List<String> names = new ArrayList<>();
        boolean hash = scheduler.equals("sh") || scheduler.equals("mh");
        if (has(FLAG_1)) {
            names.add(hash ? scheduler + "-fallback" : "flag-1");
        }
        if (has(FLAG_2)) {
            names.add(hash ? scheduler + "-port" : "flag-2");
        }
        if (has(FLAG_3)) {
            names.add("flag-3");
        }
        if (has(ONE_PACKET)) {
            names.add("ops");
        }
        names.sort(null);
        return names;
    }

    /** What it does, for comparison by eye: {@code wrr}, {@code sh (sh-port) persistent 300 /24}. */
    public String words() {
        StringBuilder words = new StringBuilder(scheduler);
        if (!flagNames().isEmpty()) {
            words.append(" (").append(String.join(",", flagNames())).append(')');
        }
        if (has(PERSISTENT)) {
            words.append(" persistent ").append(persistenceSeconds).append(" /").append(prefixLength);
        }
        if (engine != null) {
            words.append(" pe ").append(engine);
        }
        return words.toString();
    }
}
