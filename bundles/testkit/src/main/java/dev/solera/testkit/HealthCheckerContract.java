package dev.solera.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.solera.api.CheckResult;
import dev.solera.api.CheckResult.Outcome;
import dev.solera.api.RealServerRef;
import dev.solera.spi.CheckTarget;
import dev.solera.spi.HealthChecker;
import dev.solera.spi.HealthCheckerFactory;
import dev.solera.spi.Keys;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What every health checker has to keep to. Extend it, and say how a healthy server behaves:
 *
 * <pre>{@code
 * class RedisCheckTest extends HealthCheckerContract {
 *     @Override
 *     protected HealthCheckerFactory factory() {
 *         return new RedisCheck();
 *     }
 *
 *     @Override
 *     protected void serve(Socket client) throws IOException {
 *         client.getInputStream().readNBytes(14);
 *         client.getOutputStream().write("+PONG\r\n".getBytes(US_ASCII));
 *     }
 * }
 * }</pre>
 *
 * <p>All servers are on 127.0.0.1. Waits are bounded; on a host so busy that the checker itself is held up, which it has to notice, a check
 * is made again.
 */
public abstract class HealthCheckerContract {
    private static final RealServerRef REF = new RealServerRef("contract", "server");
    private static final Duration TIMEOUT = Duration.ofMillis(500);
    private static final Duration LONG_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final int AT_ONCE = 200;
    private static final int ATTEMPTS = 10;

    /** For the class that extends this one. */
    protected HealthCheckerContract() {}

    /** Returns the factory under test. */
    protected abstract HealthCheckerFactory factory();

    /** Serves one connection as a healthy server does. It is closed afterwards. */
    protected abstract void serve(Socket client) throws IOException;

    /** Returns the checker's keys during the tests; by default none. */
    protected Map<String, String> keys() {
        return Map.of();
    }

    /** Returns keys with values, each of which {@link HealthCheckerFactory#create} has to refuse. */
    protected Map<String, String> badKeys() {
        return Map.of();
    }

    /** Returns whether a server has to say something to pass; override with false where connecting is enough. */
    protected boolean waitsForAnAnswer() {
        return true;
    }

    /**
     * Returns a factory whose checkers read the time from {@code nanoTime}, so that the tests can make it jump; null, the default, skips
     * those tests.
     */
    protected @Nullable HealthCheckerFactory factoryOn(LongSupplier nanoTime) {
        return null;
    }

    @Test
    void typeIsWhatAPoolFileCanSay() {
        assertThat(factory().type()).matches("[a-z0-9_-]+");
    }

    @Test
    void ownKeysAreAllKnown() {
        Keys keys = new Keys(keys());
        factory().create(keys).close();
        assertThat(keys.unknown()).isEmpty();
    }

    @Test
    void badValuesAreRefusedByKey() {
        badKeys().forEach((key, value) -> {
            Map<String, String> keys = new LinkedHashMap<>(keys());
            keys.put(key, value);
            assertThatThrownBy(() -> factory().create(new Keys(keys)))
                    .as("%s = %s", key, value)
                    .isInstanceOfSatisfying(Keys.BadKey.class, bad -> {
                        assertThat(bad.key()).isEqualTo(key);
                        assertThat(bad.expected()).isNotBlank();
                    });
        });
    }

    @Test
    void aHealthyServerPasses() {
        try (LoopbackServer server = LoopbackServer.start(this::serve)) {
            CheckResult result = checkOnce(server.address(), LONG_TIMEOUT);
            assertThat(result.outcome()).as("%s", result).isEqualTo(Outcome.PASS);
            assertThat(result.status()).isNotBlank();
            assertThat(result.duration()).isPositive().isLessThan(LONG_TIMEOUT);
        }
    }

    @Test
    void aRefusedPortFailsInWords() {
        CheckResult result = checkOnce(LoopbackServer.refused(), LONG_TIMEOUT);
        assertThat(result.outcome()).as("%s", result).isEqualTo(Outcome.FAIL);
        assertThat(result.status()).isNotBlank();
        assertThat(result.reason()).isNotBlank().doesNotContain("Exception", "null");
        assertThat(result.duration()).isLessThan(LONG_TIMEOUT);
    }

    @Test
    void aServerThatNeverAnswersFailsWhenTheTimeoutIsOver() {
        assumeTrue(waitsForAnAnswer(), "connecting is enough to pass");
        try (LoopbackServer server = LoopbackServer.silent()) {
            assertTimedOut(checkUntilNotVoid(server.address(), TIMEOUT));
        }
    }

    @Test
    void aServerThatCannotBeReachedFailsWhenTheTimeoutIsOver() {
        try (FullBacklog server = new FullBacklog()) {
            assumeTrue(server.hangs(), "this host answers although the queue of connections is full");
            assertTimedOut(checkUntilNotVoid(server.address(), TIMEOUT));
        }
    }

    @Test
    void thereIsOneAnswerAndNoSecond() {
        assumeTrue(waitsForAnAnswer(), "connecting is enough to pass");
        Answers answers = new Answers();
        try (HealthChecker checker = factory().create(new Keys(keys()))) {
            try (LoopbackServer silent = LoopbackServer.silent()) {
                checker.check(new CheckTarget(REF, silent.address(), TIMEOUT), answers);
                answers.next(BOUND);
            }
            // The silent server has closed the connection since; a whole other check gives that news time to arrive.
            try (LoopbackServer server = LoopbackServer.start(this::serve)) {
                Answers other = new Answers();
                checker.check(new CheckTarget(REF, server.address(), LONG_TIMEOUT), other);
                other.next(BOUND);
            }
        }
        assertThat(answers.waiting()).isEmpty();
    }

    @Test
    void manyChecksRunAtOnce() {
        try (LoopbackServer server = LoopbackServer.start(this::serve);
                HealthChecker checker = factory().create(new Keys(keys()))) {
            Answers answers = new Answers();
            for (int i = 0; i < AT_ONCE; i++) {
                checker.check(new CheckTarget(REF, server.address(), LONG_TIMEOUT), answers);
            }
            List<Outcome> outcomes = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                outcomes.add(answers.next(BOUND).outcome());
            }
            assertThat(outcomes).containsOnly(Outcome.PASS);
            assertThat(answers.waiting()).isEmpty();
        }
    }

    @Test
    void checkReturnsAtOnce() {
        assumeTrue(waitsForAnAnswer(), "connecting is enough to pass");
        try (LoopbackServer server = LoopbackServer.silent();
                HealthChecker checker = factory().create(new Keys(keys()))) {
            long before = System.nanoTime();
            for (int i = 0; i < 10; i++) {
                checker.check(new CheckTarget(REF, server.address(), LONG_TIMEOUT), new Answers());
            }
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void closingTwiceIsClosingOnce() {
        HealthChecker checker = factory().create(new Keys(keys()));
        checker.close();
        checker.close();
    }

    @Test
    void oneCheckersCloseLeavesAnotherAlone() {
        HealthCheckerFactory factory = factory();
        try (LoopbackServer server = LoopbackServer.start(this::serve);
                HealthChecker stays = factory.create(new Keys(keys()))) {
            factory.create(new Keys(keys())).close();
            Answers answers = new Answers();
            stays.check(new CheckTarget(REF, server.address(), LONG_TIMEOUT), answers);
            assertThat(answers.next(BOUND).outcome()).isEqualTo(Outcome.PASS);
        }
    }

    @Test
    void aTimerThatFiresLateBlamesNobody() {
        assumeTrue(waitsForAnAnswer(), "connecting is enough to pass");
        ShiftedClock clock = new ShiftedClock();
        HealthCheckerFactory factory = factoryOn(clock);
        assumeTrue(factory != null, "this checker takes no clock");
        CountDownLatch connected = new CountDownLatch(1);
        try (LoopbackServer server = LoopbackServer.start(client -> {
                    connected.countDown();
                    client.getInputStream().transferTo(OutputStream.nullOutputStream());
                });
                HealthChecker checker = factory.create(new Keys(keys()))) {
            Answers answers = new Answers();
            checker.check(new CheckTarget(REF, server.address(), Duration.ofSeconds(3)), answers);
            await(connected);
            clock.jump(Duration.ofSeconds(10));
            assertVoid(answers.next(BOUND));
        }
    }

    @Test
    void aFailureThatIsSeenAfterTheProcessWasStoppedBlamesNobody() {
        assumeTrue(waitsForAnAnswer(), "connecting is enough to pass");
        ShiftedClock clock = new ShiftedClock();
        HealthCheckerFactory factory = factoryOn(clock);
        assumeTrue(factory != null, "this checker takes no clock");
        CountDownLatch connected = new CountDownLatch(1);
        CountDownLatch continued = new CountDownLatch(1);
        try (LoopbackServer server = LoopbackServer.start(client -> {
                    connected.countDown();
                    await(continued);
                });
                HealthChecker checker = factory.create(new Keys(keys()))) {
            Answers answers = new Answers();
            checker.check(new CheckTarget(REF, server.address(), LONG_TIMEOUT), answers);
            await(connected);
            clock.jump(LONG_TIMEOUT.multipliedBy(2));
            continued.countDown();
            assertVoid(answers.next(BOUND));
        }
    }

    private CheckResult checkOnce(InetSocketAddress address, Duration timeout) {
        try (HealthChecker checker = factory().create(new Keys(keys()))) {
            Answers answers = new Answers();
            checker.check(new CheckTarget(REF, address, timeout), answers);
            return answers.next(BOUND);
        }
    }

    private CheckResult checkUntilNotVoid(InetSocketAddress address, Duration timeout) {
        CheckResult result = checkOnce(address, timeout);
        for (int attempt = 1; attempt < ATTEMPTS && result.outcome() == Outcome.VOID; attempt++) {
            result = checkOnce(address, timeout);
        }
        return result;
    }

    private static void assertTimedOut(CheckResult result) {
        assertThat(result.outcome()).as("%s", result).isEqualTo(Outcome.FAIL);
        assertThat(result.reason()).contains(Long.toString(TIMEOUT.toMillis()));
        assertThat(result.duration()).isBetween(TIMEOUT, TIMEOUT.plus(TIMEOUT.dividedBy(10)));
    }

    private static void assertVoid(CheckResult result) {
        assertThat(result.outcome()).as("%s", result).isEqualTo(Outcome.VOID);
        assertThat(result.reason()).isNotBlank();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(BOUND.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
