package dev.solera.lifeline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.api.VrrpState;
import dev.solera.api.VrrpTransition;
import dev.solera.spi.Pulse;
import dev.solera.spi.VrrpListener;
import dev.solera.spi.VrrpSet;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LifelineTest {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");

    private final FakeEngine engine = new FakeEngine();
    private final List<String> heard = new CopyOnWriteArrayList<>();

    @TempDir
    Path folder;

    private Server server;
    private Thread serving;
    private RemoteEngine remote;

    @AfterEach
    void end() throws InterruptedException {
        remote.shutdown();
        serving.join(5000);
    }

    @Test
    void whatIsToBeGoesOverAndHowThingsStandComesBack() throws IOException {
        engine.reports = List.of(CodecTest.report());
        connect("1");

        remote.apply(CodecTest.set());

        soon().untilAsserted(() -> assertThat(engine.set).isEqualTo(CodecTest.set()));
        soon().untilAsserted(() -> assertThat(remote.reports()).containsExactly(CodecTest.report()));
        assertThat(remote.description()).isEqualTo("a fake");
        assertThat(remote.limits()).containsExactly("no wire");
    }

    @Test
    void newsComeInOrder() throws IOException {
        connect("1");
        remote.apply(CodecTest.set());
        soon().until(() -> remote.description().equals("a fake"));

        server.onTransition("front", new VrrpTransition(AT, VrrpState.BACKUP, VrrpState.MASTER, "no advert in time"));
        server.onTrouble(AT, "front", "two");
        server.onTrouble(AT, "front", "three");

        soon().untilAsserted(() -> assertThat(heard).containsExactly("MASTER no advert in time", "two", "three"));
    }

    @Test
    void pulsesAreFeltFromOutside() throws IOException {
        connect("1");
        remote.addPulse(
                pulse("core", System.nanoTime() - Duration.ofSeconds(100).toNanos()));
        remote.apply(CodecTest.set());

        soon().untilAsserted(
                        () -> assertThat(engine.pulses).extracting(Pulse::name).contains("appliance", "core"));
        assertThat(System.nanoTime() - felt("core").lastBeatNanos()).isGreaterThanOrEqualTo(100_000_000_000L);
        assertThat(System.nanoTime() - felt("appliance").lastBeatNanos()).isLessThan(100_000_000_000L);
    }

    @Test
    void whoDiesIsMissedAtOnceAndWhoLeavesIsNot() throws IOException {
        connect("1");
        remote.apply(CodecTest.set());
        soon().until(() -> !engine.pulses.isEmpty());
        Pulse appliance = felt("appliance");

        remote.leave();
        soon().until(() -> engine.pulses.isEmpty());
        assertThat(appliance.isGone()).isFalse();
        assertThat(engine.judged).isZero();

        try (SocketChannel stranger = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            stranger.connect(UnixDomainSocketAddress.of(folder.resolve("sock")));
            new Wire(stranger).send(new Message.Beats(System.nanoTime(), List.of()));
            soon().until(() -> !engine.pulses.isEmpty());
        }
        soon().until(() -> engine.judged == 1);
        assertThat(felt("appliance").isGone()).isTrue();
        remote = new RemoteEngine(toServer(), "1");
    }

    @Test
    void anApplianceThatComesBackTakesOverTheLifelineAsItStands() throws IOException {
        connect("1");
        remote.apply(CodecTest.set());
        soon().until(() -> engine.set.equals(CodecTest.set()));
        remote.leave();

        remote = new RemoteEngine(toServer(), "1");
        remote.apply(CodecTest.set());

        soon().until(() -> remote.description().equals("a fake"));
        assertThat(engine.calls).isEmpty();
    }

    @Test
    void anApplianceThatStillReadsItsFilesLeavesALifelineAtWorkAlone() throws IOException {
        connect("1");
        remote.apply(CodecTest.set());
        soon().until(() -> engine.set.equals(CodecTest.set()));
        remote.leave();
        engine.set = null;

        remote = new RemoteEngine(toServer(), "1");
        remote.begin();
        soon().until(() -> remote.description().equals("a fake"));
        assertThat(engine.set).isNull();
        remote.apply(VrrpSet.EMPTY);
        soon().until(() -> VrrpSet.EMPTY.equals(engine.set));
    }

    @Test
    void releaseIsForMastersOnly() throws IOException {
        engine.reports = List.of(CodecTest.report());
        connect("1");
        remote.apply(CodecTest.set());
        soon().until(() -> !remote.reports().isEmpty());

        assertThat(remote.release("front", "a test")).isFalse();
        assertThat(remote.release("back", "a test")).isFalse();
    }

    @Test
    void shutdownReturnsWhenTheAddressesAreGone() throws IOException {
        connect("1");
        remote.apply(CodecTest.set());
        soon().until(() -> remote.description().equals("a fake"));

        remote.shutdown();

        assertThat(engine.calls).contains("shutdown");
        assertThat(Files.exists(folder.resolve("sock"))).isFalse();
    }

    @Test
    void aLifelineOfAnotherBuildIsToldToEnd() throws IOException {
        connect("2");
        remote.apply(CodecTest.set());

        soon().until(() -> engine.calls.contains("shutdown"));
    }

    private void connect(String version) {
        server = new Server(folder.resolve("sock"), "1", engine, engine);
        serving = new Thread(() -> {
            try {
                server.run();
            } catch (IOException e) {
                heard.add(e.toString());
            }
        });
        serving.start();
        remote = new RemoteEngine(toServer(), version);
        remote.listen(new VrrpListener() {
            @Override
            public void onTransition(String instance, VrrpTransition transition) {
                heard.add(transition.to() + " " + transition.why());
            }

            @Override
            public void onTrouble(Instant at, String instance, String what) {
                heard.add(what);
            }
        });
    }

    private RemoteEngine.Lifeline toServer() {
        return new RemoteEngine.Lifeline() {
            @Override
            public Wire connect() throws IOException {
                soon().until(() -> Files.exists(folder.resolve("sock")));
                SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                channel.connect(UnixDomainSocketAddress.of(folder.resolve("sock")));
                return new Wire(channel);
            }

            @Override
            public String lastWords() {
                return "";
            }

            @Override
            public void awaitEnd(long millis) {
                soon().until(() -> !Files.exists(folder.resolve("sock")));
            }
        };
    }

    private Pulse felt(String name) {
        return engine.pulses.stream()
                .filter(pulse -> pulse.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Pulse pulse(String name, long at) {
        return new Pulse() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public long lastBeatNanos() {
                return at;
            }
        };
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(10));
    }
}
