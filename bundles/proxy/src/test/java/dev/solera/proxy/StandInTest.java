package dev.solera.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.solera.api.Mode;
import dev.solera.spi.Edit;
import dev.solera.spi.Members;
import dev.solera.spi.Scheduler;
import dev.solera.spi.SchedulerFactory;
import dev.solera.spi.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** While an event loop is stuck, whoever comes is served by the others. */
@Timeout(120)
class StandInTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    @Test
    void newConnectionsGoToTheOtherLoopsAndBackAgain() throws Exception {
        OneStuck stuck = new OneStuck();
        try (Origin origin = Origin.answering("here");
                Lab lab = new Lab()) {
            assumeTrue(lab.plane.capabilities().description().startsWith("epoll"), "only epoll can share a socket");
            Spec.Group spec = lab.groupSpec();
            lab.apply(new Edit.Add(
                    new Spec.Group(spec.pool(), "stuck", "", stuck, spec.retries(), spec.drain(), spec.timeouts())));
            lab.real(origin.address);
            lab.service(Mode.HTTP);
            try (Wire blocked = lab.client()) {
                blocked.send(GET);
                assertThat(stuck.inside.await(10, TimeUnit.SECONDS)).isTrue();

                // The kernel hands about half of them to the loop that is stuck.
                assertThat(answers(lab, 20)).hasSize(20).containsOnly("here");
                assertThat(answers(lab, 20)).hasSize(20).containsOnly("here");

                stuck.end.countDown();
                assertThat(blocked.message()).endsWith("here");
            }
            for (int round = 0; round < 5; round++) {
                assertThat(answers(lab, 20)).hasSize(20).containsOnly("here");
            }
        } finally {
            stuck.end.countDown();
        }
    }

    private static List<String> answers(Lab lab, int count) throws Exception {
        List<Wire> clients = new ArrayList<>();
        List<String> bodies = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                Wire client = lab.client();
                clients.add(client);
                client.send(GET);
            }
            for (Wire client : clients) {
                String answer = client.message();
                bodies.add(answer.substring(answer.lastIndexOf('\n') + 1));
            }
        } finally {
            for (Wire client : clients) {
                client.close();
            }
        }
        return bodies;
    }

    /** Keeps the first loop that asks until the end. */
    private static final class OneStuck implements SchedulerFactory {
        final CountDownLatch inside = new CountDownLatch(1);
        final CountDownLatch end = new CountDownLatch(1);
        private final AtomicReference<Thread> victim = new AtomicReference<>();

        @Override
        public String name() {
            return "stuck";
        }

        @Override
        public Scheduler create(Members now, Scheduler previous) {
            return flow -> {
                if (victim.compareAndSet(null, Thread.currentThread())) {
                    inside.countDown();
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
                return now.size() == 0 ? null : now.get(0);
            };
        }
    }
}
