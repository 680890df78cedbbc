package dev.solera.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.api.Addresses;
import dev.solera.api.Mode;
import dev.solera.api.RealServerRef;
import dev.solera.spi.Edit;
import dev.solera.spi.Explained;
import dev.solera.spi.Flow;
import dev.solera.spi.Member;
import dev.solera.spi.Members;
import dev.solera.spi.Scheduler;
import dev.solera.spi.SchedulerFactory;
import dev.solera.spi.Spec;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is explained is what then happens, and explaining changes nothing. */
@Timeout(180)
class ExplainTest {
    private static final int REQUESTS = 500;

    @Test
    void theServerNamedIsTheOneThatServesNext() throws Exception {
        Random random = new Random(500);
        try (Origin one = Origin.answering("s1");
                Origin two = Origin.answering("s2");
                Origin three = Origin.answering("s3");
                Lab lab = oneLoop()) {
            lab.real(one.address);
            lab.real(two.address);
            lab.real(three.address);
            lab.service(Mode.HTTP);
            try (Wire client = lab.client()) {
                for (int i = 0; i < REQUESTS; i++) {
                    String path = "/" + random.nextInt(1_000);
                    String key = "k" + random.nextInt(1_000);
                    Explained explained = explain(lab, path, key);
                    assertThat(explain(lab, path, key).picked())
                            .as("asked again")
                            .isEqualTo(explained.picked());
                    client.send("GET " + path + " HTTP/1.1\r\nHost: x\r\nX-Key: " + key + "\r\n\r\n");
                    String answer = client.message();
                    assertThat(answer)
                            .as("request %d, %s", i, explained)
                            .endsWith("\r\n" + explained.picked().real());
                }
            }
        }
    }

    @Test
    void aServerThatIsFullIsPassedOverAndThatIsSaid() throws Exception {
        try (Origin one = Origin.answering("s1");
                Origin silent = new Origin(wire -> {
                    wire.message();
                    wire.message(); // until the connection ends
                });
                Lab lab = oneLoop()) {
            lab.real(one.address);
            lab.real(silent.address, 1);
            lab.service(Mode.HTTP);
            assertThat(explain(lab, "/", "").picked()).isEqualTo(new RealServerRef("web", "s2"));
            try (Wire holds = lab.client()) {
                holds.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
                await().until(() -> lab.real(2).activeConnections() == 1);
                // The next but one choice of the scheduler is the full one again.
                List<String> steps = new ArrayList<>();
                List<RealServerRef> picked = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    Explained explained = explain(lab, "/", "");
                    steps.addAll(explained.steps());
                    picked.add(explained.picked());
                    try (Wire client = lab.client()) {
                        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
                        assertThat(client.message()).endsWith("s1");
                    }
                }
                assertThat(picked).containsOnly(new RealServerRef("web", "s1"));
                assertThat(steps)
                        .contains("s1 instead: the scheduler's choice has as many flows as its maxconn allows");
            }
        }
    }

    @Test
    void whatWasServedIsInTheSampleWithEveryScore() throws Exception {
        try (Origin one = Origin.answering("s1");
                Lab lab = oneLoop()) {
            lab.real(one.address);
            lab.service(Mode.HTTP);
            try (Wire client = lab.client()) {
                client.send("GET /cart HTTP/1.1\r\nHost: x\r\n\r\n");
                client.message();
            }
            List<Explained> served = lab.plane.lastServed();
            assertThat(served).hasSize(1);
            Explained last = served.get(0);
            assertThat(last.method() + " " + last.target()).isEqualTo("GET /cart");
            assertThat(last.source()).startsWith("127.0.0.1:");
            assertThat(last.picked()).isEqualTo(new RealServerRef("web", "s1"));
            assertThat(last.members()).hasSize(1);
            assertThat(last.members().get(0).score()).isEqualTo("of 1");
        }
    }

    @Test
    void withoutAServerNobodyIsPickedAndThatIsSaid() throws Exception {
        try (Lab lab = oneLoop()) {
            lab.service(Mode.HTTP);
            Explained explained = explain(lab, "/", "");
            assertThat(explained.picked()).isNull();
            assertThat(explained.steps())
                    .containsExactly("virtual server web: mode http, pool web", "pool web: no server may take flows");
        }
    }

    private static Lab oneLoop() {
        Lab lab = new Lab(ProxySettings.of(Map.of("event.loops", "1")));
        Spec.Group spec = lab.groupSpec();
        lab.apply(new Edit.Add(
                new Spec.Group(spec.pool(), "keyed", "", new Keyed(), spec.retries(), spec.drain(), spec.timeouts())));
        return lab;
    }

    private static Explained explain(Lab lab, String path, String key) {
        List<Explained> answers = lab.plane.explain(Lab.WEB, new Asked(path, key));
        assertThat(answers).hasSize(1);
        return answers.get(0);
    }

    /** In turn, but for what the request says. */
    private static final class Keyed implements SchedulerFactory {
        @Override
        public String name() {
            return "keyed";
        }

        @Override
        public Scheduler create(Members now, Scheduler previous) {
            return new InTurn(now, previous instanceof InTurn before ? before.next : 0);
        }
    }

    private static final class InTurn implements Scheduler {
        private final Members members;
        private int next;

        InTurn(Members members, int next) {
            this.members = members;
            this.next = next;
        }

        @Override
        public Member pick(Flow flow) {
            CharSequence key = flow.header("x-key");
            int said = flow.target().length() + (key == null ? 0 : key.length());
            return members.size() == 0 ? null : members.get((next++ + said) % members.size());
        }

        @Override
        public String score(Flow flow, Member member) {
            return "of " + members.size();
        }
    }

    private record Asked(String path, String key) implements Flow {
        @Override
        public InetSocketAddress source() {
            return Addresses.parse("127.0.0.1:1");
        }

        @Override
        public int sourceWord() {
            return 0x7f000001;
        }

        @Override
        public InetSocketAddress destination() {
            return Addresses.parse("127.0.0.1:1");
        }

        @Override
        public CharSequence method() {
            return "GET";
        }

        @Override
        public CharSequence target() {
            return path;
        }

        @Override
        public CharSequence header(CharSequence name) {
            return key.isEmpty() ? null : key;
        }
    }
}
