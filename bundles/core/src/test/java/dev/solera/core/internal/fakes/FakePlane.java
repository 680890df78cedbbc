package dev.solera.core.internal.fakes;

import dev.solera.api.Addresses;
import dev.solera.api.Counters;
import dev.solera.api.Mode;
import dev.solera.api.Protocol;
import dev.solera.spi.Ages;
import dev.solera.spi.DataPlane;
import dev.solera.spi.Edit;
import dev.solera.spi.Failure;
import dev.solera.spi.Ref;
import dev.solera.spi.Spec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Holds what it is told, writes down every apply, and refuses or throws when asked to. Safe from any thread. */
public final class FakePlane implements DataPlane {
    /** What a proxy can do. */
    public static final Capabilities PROXY = new Capabilities(
            "fake",
            Set.of(Mode.TCP, Mode.HTTP),
            Set.of(Protocol.TCP, Protocol.UDP),
            Set.of(),
            Set.of(Feature.CONNECTION_LIMITS, Feature.ANY_ADDRESS, Feature.FINE_WEIGHTS),
            256,
            null,
            List.of());

    /** What it has counted, by object. */
    public final Map<Ref, Counters> counters = new ConcurrentHashMap<>();

    /** How old flows became, by real server. */
    public final Map<Ref, Ages> ages = new ConcurrentHashMap<>();

    private final String name;
    private final Map<Ref, Spec> held = new LinkedHashMap<>();
    private final List<List<Edit>> applied = new ArrayList<>();
    private final Map<Ref, String> refused = new LinkedHashMap<>();
    private Throwable thrown;
    private volatile Capabilities able = PROXY;
    private volatile List<Draining> draining = List.of();

    public FakePlane(String name) {
        this.name = name;
    }

    /** Says no to every edit of {@code ref} from now on; a null reason ends that. */
    public synchronized void refuse(Ref ref, String reason) {
        if (reason == null) {
            refused.remove(ref);
        } else {
            refused.put(ref, reason);
        }
    }

    /** Can do this from now on. */
    public void able(Capabilities now) {
        able = now;
    }

    /** Throws at every apply from now on; null ends that. */
    public synchronized void fail(Throwable with) {
        thrown = with;
    }

    /** Somebody else takes an object away. */
    public synchronized void lose(Ref ref) {
        held.remove(ref);
    }

    /** Returns the edits of each apply since the last call, in words. */
    public synchronized List<List<String>> take() {
        List<List<String>> words = applied.stream()
                .map(edits -> edits.stream().map(FakePlane::words).toList())
                .toList();
        applied.clear();
        return words;
    }

    /** Returns the edits of each apply since the last {@link #take}. */
    public synchronized List<List<Edit>> lists() {
        return List.copyOf(applied);
    }

    /** Returns the same in one list. */
    public synchronized List<Edit> edits() {
        return applied.stream().flatMap(List::stream).toList();
    }

    /** Says from now on that these are on their way out. */
    public void draining(List<Draining> now) {
        draining = now;
    }

    /** Returns what is held, in words, sorted. */
    public synchronized List<String> holds() {
        return held.values().stream().map(FakePlane::words).sorted().toList();
    }

    /** Returns the scheduler factory of a pool. */
    public synchronized Spec.Group group(String pool) {
        return (Spec.Group) held.get(new Ref.Group(pool));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Capabilities capabilities() {
        return able;
    }

    @Override
    public synchronized Map<Ref, Spec> read() {
        return new LinkedHashMap<>(held);
    }

    @Override
    public synchronized List<Failure> apply(List<Edit> edits) {
        applied.add(List.copyOf(edits));
        if (thrown instanceof RuntimeException e) {
            throw e;
        }
        if (thrown instanceof Error e) {
            throw e;
        }
        List<Failure> failures = new ArrayList<>();
        for (Edit edit : edits) {
            String reason = refused.get(edit.ref());
            if (reason != null) {
                failures.add(new Failure(edit.ref(), reason));
            } else if (edit instanceof Edit.Add add) {
                held.put(add.ref(), add.spec());
            } else if (edit instanceof Edit.Change change) {
                held.put(change.ref(), change.to());
            } else {
                held.remove(edit.ref());
            }
        }
        return failures;
    }

    @Override
    public List<Draining> draining() {
        return draining;
    }

    @Override
    public Counters counters(Ref ref) {
        return counters.getOrDefault(ref, Counters.ZERO);
    }

    @Override
    public Ages ages(Ref.Real real) {
        return ages.getOrDefault(real, Ages.NONE);
    }

    private static String words(Edit edit) {
        if (edit instanceof Edit.Add add) {
            return "add " + words(add.spec());
        }
        if (edit instanceof Edit.Change change) {
            return "change " + words(change.from()) + " -> " + words(change.to());
        }
        return "remove " + words(edit.ref());
    }

    private static String words(Ref ref) {
        if (ref instanceof Ref.Real real) {
            return real.ref().toString();
        }
        return ref instanceof Ref.Group group ? "pool " + group.pool() : "server " + ((Ref.Service) ref).name();
    }

    private static String words(Spec spec) {
        if (spec instanceof Spec.Real real) {
            return real.server() + " " + Addresses.text(real.address()) + " " + real.weight() + "/16"
                    + (real.eligible() ? "" : " " + real.presence().name().toLowerCase(Locale.ROOT));
        }
        if (spec instanceof Spec.Group group) {
            return "pool " + group.pool() + " " + group.scheduler()
                    + (group.schedulerArguments().isEmpty() ? "" : "(" + group.schedulerArguments() + ")");
        }
        Spec.Service service = (Spec.Service) spec;
        return "server " + service.name() + " " + service.listeners() + " " + service.pool();
    }
}
