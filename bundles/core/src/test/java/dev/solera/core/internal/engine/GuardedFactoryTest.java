package dev.solera.core.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.core.internal.fakes.FakeScheduler;
import dev.solera.spi.Flow;
import dev.solera.spi.Member;
import dev.solera.spi.Members;
import dev.solera.spi.Scheduler;
import dev.solera.spi.SchedulerFactory;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedFactoryTest {
    private static final Fake A = new Fake("a", 1);
    private static final Fake B = new Fake("b", 2);
    private static final Fake STRANGER = new Fake("stranger", 1);
    private static final Members BOTH = members(A, B);

    private final List<String> reports = new CopyOnWriteArrayList<>();
    /** Processor time that a thread has had, by what the tests say. */
    private volatile long processorNanos = -1;

    private final PickWatch watch = new PickWatch(thread -> processorNanos);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pick threw java.lang.IllegalStateException: oops",
                "pick threw java.lang.NoClassDefFoundError: gone",
                "pick threw java.lang.StackOverflowError",
                "pick returned nobody",
                "pick returned a server it was not given",
                "create threw java.lang.IllegalStateException: oops",
                "create threw java.lang.StackOverflowError",
                "create returned null"
            })
    void aSchedulerThatMisbehavesFallsBackInTheSamePickAndIsReportedOnce(String fault) {
        GuardedFactory guarded = guard(misbehaving(fault), FakeScheduler.inTurn("roundrobin"));
        Scheduler scheduler = guarded.create(BOTH, null);
        assertThat(picks(scheduler, 4)).containsExactly("a", "b", "a", "b");
        picks(guarded.create(BOTH, scheduler), 2);
        assertThat(reports).containsExactly(fault);
        assertThat(guarded.fault()).isEqualTo(fault);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pick threw java.lang.IllegalStateException: oops",
                "pick returned nobody",
                "pick returned a server it was not given",
                "create threw java.lang.StackOverflowError",
                "create returned null"
            })
    void aFallbackThatMisbehavesTooLeavesTheMembersInTurn(String fault) {
        FakeScheduler broken = misbehaving(fault);
        GuardedFactory guarded = guard(broken, broken);
        Scheduler scheduler = guarded.create(BOTH, null);
        assertThat(picks(scheduler, 4)).containsExactly("a", "b", "a", "b");
        Scheduler next = guarded.create(members(B), scheduler);
        assertThat(picks(next, 2)).containsExactly("b", "b");
        assertThat(broken.previous)
                .as("it is handed nothing that it did not make")
                .doesNotHaveAnyElementsOfTypes(Rotation.class);
        assertThat(reports).hasSize(1);
    }

    @Test
    void withoutAFallbackTheMembersAreTakenInTurn() {
        Scheduler scheduler = guard(misbehaving("pick returned nobody"), null).create(BOTH, null);
        assertThat(picks(scheduler, 3)).containsExactly("a", "b", "a");
    }

    @Test
    void aSchedulerThatBehavesIsLeftAlone() {
        Scheduler scheduler = guard(FakeScheduler.inTurn("own"), FakeScheduler.inTurn("roundrobin"))
                .create(BOTH, null);
        assertThat(picks(scheduler, 3)).containsExactly("a", "b", "a");
        assertThat(reports).isEmpty();
    }

    @Test
    void nobodyIsPickedWhenThereIsNobodyAndThatIsNoFault() {
        GuardedFactory guarded = guard(misbehaving("pick returned nobody"), null);
        assertThat(guarded.create(Members.none(), null).pick(new NoFlow())).isNull();
        assertThat(reports).isEmpty();
    }

    @Test
    void theSchedulerIsHandedWhatItMadeBeforeAndKeepsItsPosition() {
        FakeScheduler counting = new FakeScheduler("counting", (members, before) -> {
            int[] next = {before instanceof Counting c ? c.next()[0] : 0};
            return new Counting(members, next);
        });
        GuardedFactory guarded = guard(counting, null);
        Scheduler first = guarded.create(BOTH, null);
        assertThat(picks(first, 1)).containsExactly("a");
        Scheduler second = guarded.create(members(A, B), first);
        assertThat(picks(second, 1)).containsExactly("b");
        assertThat(counting.previous).hasSize(2);
        assertThat(counting.previous.get(1)).isInstanceOf(Counting.class);
    }

    @Test
    void theFallbackKeepsItsPositionToo() {
        FakeScheduler fallback = new FakeScheduler(
                "roundrobin",
                (members, before) -> new Counting(members, new int[] {before instanceof Counting c ? c.next()[0] : 0}));
        GuardedFactory guarded = guard(misbehaving("pick returned nobody"), fallback);
        Scheduler first = guarded.create(BOTH, null);
        assertThat(picks(first, 1)).containsExactly("a");
        assertThat(picks(guarded.create(BOTH, first), 1)).containsExactly("b");
    }

    @Test
    void whatAnotherFactoryMadeIsNotHandedOn() {
        FakeScheduler mine = FakeScheduler.inTurn("mine");
        Scheduler others = guard(FakeScheduler.inTurn("other"), null).create(BOTH, null);
        guard(mine, null).create(BOTH, others);
        assertThat(mine.previous).containsOnlyNulls();
    }

    @Test
    void aSchedulerThatBlocksIsInterruptedFallsBackInTheSamePickAndIsOut() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        GuardedFactory guarded = guard(
                new FakeScheduler("blocking", (members, before) -> flow -> {
                    inside.countDown();
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException("interrupted");
                    }
                    return A;
                }),
                FakeScheduler.inTurn("roundrobin"));
        FutureTask<List<String>> picked = new FutureTask<>(() -> {
            Scheduler scheduler = guarded.create(BOTH, null);
            List<String> names = picks(scheduler, 3);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            return names;
        });
        Thread loop = new Thread(picked, "loop-1");
        loop.start();
        assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();

        long now = System.nanoTime();
        lookFor(now, 80);
        assertThat(reports).as("before its patience ends").isEmpty();
        assertThat(watch.culprit(loop)).isEqualTo("scheduler blocking (org.example 1.0.0)");
        lookFor(now + 80_000_000L, 60);
        assertThat(picked.get(10, TimeUnit.SECONDS)).containsExactly("a", "b", "a");
        assertThat(guarded.isOut()).isTrue();
        assertThat(reports.get(0)).startsWith("it blocked loop-1 for more than 100 ms");
        assertThat(watch.culprit(loop)).isNull();
    }

    @Test
    void aSchedulerThatIgnoresTheInterruptIsNamedUntilItReturnsAndNotAskedAgain() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        List<String> asked = new CopyOnWriteArrayList<>();
        GuardedFactory guarded = guard(
                new FakeScheduler("deaf", (members, before) -> flow -> {
                    asked.add("asked");
                    inside.countDown();
                    while (end.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                    return B;
                }),
                FakeScheduler.inTurn("roundrobin"));
        FutureTask<List<String>> picked = new FutureTask<>(() -> {
            List<String> names = picks(guarded.create(BOTH, null), 3);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            return names;
        });
        Thread loop = new Thread(picked, "loop-1");
        loop.start();
        assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
        lookFor(System.nanoTime(), 140);
        assertThat(guarded.isOut()).isTrue();
        assertThat(watch.culprit(loop)).isEqualTo("scheduler deaf (org.example 1.0.0)");

        end.countDown();
        assertThat(picked.get(10, TimeUnit.SECONDS)).containsExactly("b", "a", "b");
        assertThat(asked).hasSize(1);
    }

    @Test
    void aSchedulerWhoseThreadGetsNoProcessorIsNotBlamedForASecond() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        processorNanos = 7_000_000_000L;
        GuardedFactory guarded = guard(
                new FakeScheduler("starved", (members, before) -> flow -> {
                    inside.countDown();
                    while (end.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                    return B;
                }),
                FakeScheduler.inTurn("roundrobin"));
        FutureTask<List<String>> picked = new FutureTask<>(() -> picks(guarded.create(BOTH, null), 1));
        new Thread(picked, "loop-1").start();
        assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();

        long now = System.nanoTime();
        lookFor(now, 900);
        assertThat(guarded.isOut()).as("it has had no processor time").isFalse();
        processorNanos += 60_000_000L;
        lookFor(now + 920_000_000L, 20);
        assertThat(guarded.isOut()).as("it has had some, and has not returned").isTrue();
        end.countDown();
        assertThat(picked.get(10, TimeUnit.SECONDS)).containsExactly("b");
    }

    @Test
    void oneThatWaitsForAMonitorHasASecondToo() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        Object monitor = new Object();
        processorNanos = 7_000_000_000L;
        GuardedFactory guarded = guard(
                new FakeScheduler("waiting", (members, before) -> flow -> {
                    inside.countDown();
                    synchronized (monitor) {
                        return B;
                    }
                }),
                FakeScheduler.inTurn("roundrobin"));
        FutureTask<List<String>> picked = new FutureTask<>(() -> picks(guarded.create(BOTH, null), 1));
        Thread loop = new Thread(picked, "loop-1");
        synchronized (monitor) {
            loop.start();
            assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
            while (loop.getState() != Thread.State.BLOCKED) {
                Thread.onSpinWait();
            }
            long now = System.nanoTime();
            lookFor(now, 900);
            assertThat(guarded.isOut())
                    .as("whoever holds it may get no processor")
                    .isFalse();
            lookFor(now + 920_000_000L, 140);
            assertThat(guarded.isOut()).as("nor does it take that long").isTrue();
        }
        assertThat(picked.get(10, TimeUnit.SECONDS)).containsExactly("b");
    }

    @Test
    void afterManyFaultsInARowItIsLeftAloneForAWhile() {
        List<String> asked = new ArrayList<>();
        GuardedFactory guarded = guard(
                new FakeScheduler("broken", (members, before) -> flow -> {
                    asked.add("asked");
                    return null;
                }),
                FakeScheduler.inTurn("roundrobin"));
        assertThat(picks(guarded.create(BOTH, null), 50))
                .startsWith("a", "b", "a")
                .hasSize(50);
        assertThat(asked).hasSize(GuardedFactory.FAULTS_IN_A_ROW);
    }

    /** Looks every 20 ms for so long. */
    private void lookFor(long fromNanos, int millis) {
        for (int gone = 0; gone <= millis; gone += 20) {
            watch.look(fromNanos + gone * 1_000_000L);
        }
    }

    private GuardedFactory guard(SchedulerFactory factory, SchedulerFactory fallback) {
        return new GuardedFactory(factory, "org.example 1.0.0", fallback, reports::add, watch);
    }

    private static FakeScheduler misbehaving(String fault) {
        Throwable thrown = fault.contains("StackOverflow")
                ? new StackOverflowError()
                : fault.contains("NoClassDef") ? new NoClassDefFoundError("gone") : new IllegalStateException("oops");
        return new FakeScheduler("broken", (members, before) -> {
            if (fault.equals("create returned null")) {
                return null;
            }
            if (fault.startsWith("create")) {
                raise(thrown);
            }
            return flow -> {
                if (fault.startsWith("pick threw")) {
                    raise(thrown);
                }
                return fault.equals("pick returned nobody") ? null : STRANGER;
            };
        });
    }

    private static void raise(Throwable thrown) {
        if (thrown instanceof Error e) {
            throw e;
        }
        throw (RuntimeException) thrown;
    }

    private static List<String> picks(Scheduler scheduler, int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(scheduler.pick(new NoFlow()).name());
        }
        return names;
    }

    private static Members members(Fake... members) {
        int[] weights = new int[members.length];
        Arrays.fill(weights, Members.WEIGHT_SCALE);
        return Members.of(List.of(members), weights, "");
    }

    private record Counting(Members members, int[] next) implements Scheduler {
        @Override
        public Member pick(Flow flow) {
            return members.get(next[0]++ % members.size());
        }
    }

    private record Fake(String name, int id) implements Member {
        @Override
        public int inFlight() {
            return 0;
        }

        @Override
        public int freeSlots() {
            return Integer.MAX_VALUE;
        }
    }

    private static final class NoFlow implements Flow {
        @Override
        public InetSocketAddress source() {
            return new InetSocketAddress(1);
        }

        @Override
        public int sourceWord() {
            return 1;
        }

        @Override
        public InetSocketAddress destination() {
            return new InetSocketAddress(1);
        }
    }
}
