package dev.solera.core.internal.engine;

import dev.solera.api.Pool;
import dev.solera.core.internal.health.HealthMonitor.Clockwork;
import dev.solera.core.internal.health.HealthMonitor.Timer;
import dev.solera.core.internal.model.Plugins;
import dev.solera.spi.Keys;
import dev.solera.spi.WeightAdvisor;
import dev.solera.spi.WeightAdvisor.Observation;
import dev.solera.spi.WeightAdvisorFactory;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks weight advisors and keeps what they answer.
 *
 * <p>Everything but the questions themselves happens on the thread of {@link Clockwork}. A question runs on {@code calls}, one at a time for
 * each pool, so that an advisor that blocks holds up nobody else's weights and never core.
 */
final class Advisors implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Advisors.class);
    private static final Duration LONGEST = Duration.ofMillis(WeightAdvisor.LONGEST_ANSWER_MILLIS);

    private final Plugins plugins;
    private final Clockwork clock;
    private final Executor calls;
    private final Function<Pool, List<Observation>> look;
    private final Runnable changed;
    private final Map<String, Asked> asked = new HashMap<>();
    private final Map<String, Map<String, Integer>> advice = new ConcurrentHashMap<>();
    private final Map<String, String> notes = new ConcurrentHashMap<>();

    /**
     * Makes one that asks nobody yet.
     *
     * @param calls runs questions, which may block
     * @param look tells what is known of a pool's servers; any thread
     * @param changed called when weights or notes have changed; must return at once
     */
    Advisors(
            Plugins plugins,
            Clockwork clock,
            Executor calls,
            Function<Pool, List<Observation>> look,
            Runnable changed) {
        this.plugins = plugins;
        this.clock = clock;
        this.calls = calls;
        this.look = look;
        this.changed = changed;
    }

    /** Asks for exactly these pools from now on; an advisor that stays with the same keys and plug-in goes on. Any thread. */
    void use(Collection<Pool> pools) {
        Map<String, Pool> wanted = new HashMap<>();
        pools.stream().filter(pool -> pool.advisor() != null).forEach(pool -> wanted.put(pool.name(), pool));
        clock.execute(() -> {
            asked.values().removeIf(one -> {
                Pool pool = wanted.get(one.pool.name());
                boolean gone = pool == null || !one.serves(pool);
                if (gone) {
                    one.stop();
                }
                return gone;
            });
            wanted.values().forEach(this::use);
        });
    }

    private void use(Pool pool) {
        Pool.Advisor config = pool.advisor();
        Asked one = asked.get(pool.name());
        if (one != null) {
            one.pool = pool;
        } else if (config != null) {
            one = new Asked(pool, config);
            asked.put(pool.name(), one);
            one.start();
        }
    }

    /** Returns percentages of the weights by server, empty when there is no advice. Any thread. */
    Map<String, Integer> advice(String pool) {
        return advice.getOrDefault(pool, Map.of());
    }

    /** Returns why the advisor of a pool is not heeded, by pool. Any thread. */
    Map<String, String> notes() {
        return notes.isEmpty() ? Map.of() : Map.copyOf(notes);
    }

    @Override
    public void close() {
        clock.execute(() -> {
            asked.values().forEach(Asked::stop);
            asked.clear();
        });
    }

    /** The advisor of one pool. */
    private final class Asked {
        private Pool pool;
        private final Pool.Advisor config;
        private final @Nullable WeightAdvisorFactory factory;
        private @Nullable WeightAdvisor advisor;
        private boolean running;
        private boolean stopped;
        private long attempt;
        private @Nullable Timer timer;

        Asked(Pool pool, Pool.Advisor config) {
            this.pool = pool;
            this.config = config;
            this.factory = plugins.advisor(config.name());
        }

        boolean serves(Pool other) {
            return config.equals(other.advisor()) && plugins.advisor(config.name()) == factory;
        }

        void start() {
            if (factory == null) {
                note("weight advisor " + config.name() + " is not installed");
                return;
            }
            try {
                advisor = factory.create(new Keys(config.keys()));
            } catch (RuntimeException | LinkageError | StackOverflowError e) {
                note("weight advisor " + config.name() + " failing: " + e);
                return;
            }
            ask();
        }

        void stop() {
            stopped = true;
            if (timer != null) {
                timer.cancel();
            }
            boolean any = advice.remove(pool.name()) != null;
            any |= notes.remove(pool.name()) != null;
            if (any) {
                changed.run();
            }
            if (!running) {
                closeAdvisor();
            }
        }

        private void ask() {
            WeightAdvisor with = advisor;
            if (stopped || with == null) {
                return;
            }
            running = true;
            long mine = ++attempt;
            long startedNanos = clock.nanoTime();
            List<Observation> seen = look.apply(pool);
            timer = clock.after(LONGEST, () -> overdue(mine));
            calls.execute(() -> {
                Map<String, Integer> answer = null;
                String fault = null;
                try {
                    answer = Map.copyOf(with.advise(seen));
                } catch (RuntimeException | LinkageError | StackOverflowError e) {
                    fault = "weight advisor " + config.name() + " failing: " + e;
                }
                Map<String, Integer> said = answer;
                String wrong = fault;
                clock.execute(() -> answered(said, wrong, startedNanos));
            });
        }

        private void overdue(long mine) {
            if (running && attempt == mine && !stopped) {
                note("weight advisor " + config.name() + " has not answered for " + LONGEST.toSeconds() + " s");
            }
        }

        private void answered(@Nullable Map<String, Integer> said, @Nullable String wrong, long startedNanos) {
            running = false;
            if (stopped) {
                closeAdvisor();
                return;
            }
            if (timer != null) {
                timer.cancel();
            }
            if (wrong != null) {
                note(wrong);
            } else if (said != null) {
                heed(said);
            }
            long wait = config.interval().toNanos() - (clock.nanoTime() - startedNanos);
            timer = clock.after(Duration.ofNanos(Math.max(0, wait)), this::ask);
        }

        private void heed(Map<String, Integer> said) {
            Map<String, Integer> bounded = new HashMap<>();
            said.forEach((name, percent) ->
                    bounded.put(name, Math.max(config.minPercent(), Math.min(config.maxPercent(), percent))));
            String before = notes.remove(pool.name());
            if (before != null) {
                LOG.info("pool {}: weight advisor {} is heeded again", pool.name(), config.name());
            }
            if (!bounded.equals(advice.put(pool.name(), Map.copyOf(bounded))) || before != null) {
                changed.run();
            }
        }

        /** What it said before is forgotten: nobody knows how old it is by the time it answers again. */
        private void note(String why) {
            if (!why.equals(notes.put(pool.name(), why))) {
                LOG.warn("pool {}: {}; its servers have the weights of the file", pool.name(), why);
                advice.remove(pool.name());
                changed.run();
            }
        }

        private void closeAdvisor() {
            try {
                if (advisor != null) {
                    advisor.close();
                }
            } catch (RuntimeException | LinkageError | StackOverflowError e) {
                LOG.warn("pool {}: closing weight advisor {}: {}", pool.name(), config.name(), e.toString());
            }
        }
    }
}
