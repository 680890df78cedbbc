package dev.solera.core.internal.health;

import dev.solera.api.Check;
import dev.solera.core.internal.model.Plugins;
import dev.solera.spi.HealthChecker;
import dev.solera.spi.HealthCheckerFactory;
import dev.solera.spi.Keys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The checkers in use: one for each type and set of keys, whoever asks for it. One thread. */
final class Checkers {
    private static final Logger LOG = LoggerFactory.getLogger(Checkers.class);

    private final Plugins plugins;
    private final Map<Identity, HealthChecker> open = new HashMap<>();
    private final Set<Identity> wanted = new HashSet<>();
    /** Of this round, by the very list: the servers of a pool share theirs. */
    private final IdentityHashMap<List<Check>, List<@Nullable HealthChecker>> round = new IdentityHashMap<>();

    Checkers(Plugins plugins) {
        this.plugins = plugins;
    }

    /** Starts a round: what is not asked for until {@link #closeUnused} is closed by it. */
    void startRound() {
        wanted.clear();
        round.clear();
    }

    /** Returns a checker for each of {@code checks}, null where its plug-in is not installed or refuses the keys. */
    List<@Nullable HealthChecker> all(List<Check> checks) {
        List<@Nullable HealthChecker> all = round.get(checks);
        if (all == null) {
            all = new ArrayList<>(checks.size());
            for (Check check : checks) {
                all.add(get(check));
            }
            round.put(checks, all);
        }
        return all;
    }

    private @Nullable HealthChecker get(Check check) {
        HealthCheckerFactory factory = plugins.checker(check.type());
        if (factory == null) {
            return null;
        }
        Identity identity = new Identity(factory, check.keys());
        wanted.add(identity);
        HealthChecker checker = open.get(identity);
        if (checker == null) {
            try {
                checker = factory.create(new Keys(check.keys()));
            } catch (RuntimeException | LinkageError | StackOverflowError e) {
                LOG.warn("check {}: refused by its plug-in: {}", check.type(), e.toString());
                return null;
            }
            open.put(identity, checker);
        }
        return checker;
    }

    /** Returns the bundle that a type of checker comes from, empty when that is not known. */
    String provider(String type) {
        return plugins.checkerProvider(type);
    }

    void closeUnused() {
        open.entrySet().removeIf(entry -> {
            if (wanted.contains(entry.getKey())) {
                return false;
            }
            close(entry.getValue());
            return true;
        });
    }

    void closeAll() {
        open.values().forEach(Checkers::close);
        open.clear();
    }

    private static void close(HealthChecker checker) {
        try {
            checker.close();
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            LOG.warn("closing {}: {}", checker.getClass().getName(), e.toString());
        }
    }

    /** Factories compare by identity: a plug-in that was replaced makes new checkers. */
    private record Identity(HealthCheckerFactory factory, Map<String, String> keys) {}
}
