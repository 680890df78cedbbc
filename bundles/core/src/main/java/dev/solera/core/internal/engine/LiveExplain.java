package dev.solera.core.internal.engine;

import dev.solera.api.Addresses;
import dev.solera.api.AdminState;
import dev.solera.api.ApplianceException;
import dev.solera.api.ApplianceExplain;
import dev.solera.api.CheckStatus;
import dev.solera.api.Explanation;
import dev.solera.api.Health;
import dev.solera.api.Pool;
import dev.solera.api.RealServer;
import dev.solera.api.RealServerRef;
import dev.solera.api.VirtualServer;
import dev.solera.core.internal.health.RealHealth;
import dev.solera.core.internal.model.Model;
import dev.solera.spi.DataPlane;
import dev.solera.spi.Explained;
import dev.solera.spi.Flow;
import dev.solera.spi.Ref;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks the data planes how they decide, and adds why the other servers could not be picked. Any thread. */
public final class LiveExplain implements ApplianceExplain {
    private final Engine engine;

    /** Makes one for {@code engine}. */
    public LiveExplain(Engine engine) {
        this.engine = engine;
    }

    @Override
    public List<Explanation> explain(Question question) {
        Snapshot now = engine.snapshot();
        VirtualServer server = now.inForce().model().virtualServers().get(question.virtualServer());
        if (server == null) {
            throw new ApplianceException("no virtual server " + question.virtualServer() + " (expected: one of "
                    + String.join(", ", now.inForce().model().virtualServers().keySet()) + ")");
        }
        String name = now.planeOf().get(server.name());
        DataPlane plane = name == null ? null : now.planes().get(name);
        if (plane == null) {
            throw new ApplianceException("virtual server " + server.name() + " is not served: "
                    + now.refusedServers().getOrDefault(server.name(), "its data plane is not there"));
        }
        Flow flow = new AskedFlow(question, server.listeners().get(0).address());
        Map<String, List<Explained>> byOutcome = new LinkedHashMap<>();
        for (Explained one : plane.explain(new Ref.Service(server.name()), flow)) {
            byOutcome
                    .computeIfAbsent(String.valueOf(one.picked()), outcome -> new ArrayList<>())
                    .add(one);
        }
        if (byOutcome.isEmpty()) {
            throw new ApplianceException("data plane " + name + " cannot explain virtual server " + server.name());
        }
        return byOutcome.values().stream()
                .map(same ->
                        words(now, same.get(0), same.stream().map(Explained::by).collect(Collectors.joining(", "))))
                .toList();
    }

    @Override
    public List<Explanation> last(int most, @Nullable String virtualServer, @Nullable InetAddress source) {
        Snapshot now = engine.snapshot();
        List<Explained> all = new ArrayList<>();
        now.planes().values().forEach(plane -> all.addAll(plane.lastServed()));
        String from = source == null ? "" : Addresses.text(source);
        return all.stream()
                .filter(one -> virtualServer == null || one.service().equals(virtualServer))
                .filter(one -> source == null
                        || one.source().equals(from)
                        || one.source().startsWith(from + ":")
                        || one.source().startsWith("[" + from + "]:"))
                .sorted(Comparator.comparingLong(Explained::atMillis).reversed())
                .limit(most)
                .map(one -> words(now, one, one.by()))
                .toList();
    }

    private Explanation words(Snapshot now, Explained one, String by) {
        String method = one.method();
        return new Explanation(
                Instant.ofEpochMilli(one.atMillis()),
                one.service(),
                by,
                one.source(),
                method == null ? "connection" : method + " " + one.target(),
                one.steps(),
                one.picked(),
                candidates(now, one));
    }

    private List<Explanation.Candidate> candidates(Snapshot now, Explained one) {
        Map<RealServerRef, Explained.Scored> scored = new HashMap<>();
        one.members().forEach(member -> scored.put(member.server(), member));
        Model model = now.inForce().model();
        VirtualServer server = model.virtualServers().get(one.service());
        String name = server == null ? null : server.pool();
        Pool pool = name == null ? null : model.pools().get(name);
        List<Explanation.Candidate> candidates = new ArrayList<>();
        if (pool != null) {
            for (RealServer real : pool.reals()) {
                RealServerRef ref = new RealServerRef(pool.name(), real.name());
                Explained.Scored member = scored.remove(ref);
                candidates.add(
                        member != null
                                ? candidate(member, one)
                                : new Explanation.Candidate(ref, false, whyNot(now, pool, real, ref), 0, 0, "", false));
            }
        }
        // Those that were there then and are not any more.
        scored.values().forEach(member -> candidates.add(candidate(member, one)));
        return candidates;
    }

    private static Explanation.Candidate candidate(Explained.Scored member, Explained one) {
        return new Explanation.Candidate(
                member.server(),
                true,
                member.freeSlots() <= 0 ? "has as many flows as its maxconn allows" : "",
                member.weight(),
                member.inFlight(),
                member.score(),
                member.server().equals(one.picked()));
    }

    private String whyNot(Snapshot now, Pool pool, RealServer real, RealServerRef ref) {
        AdminTable.Entry said = now.admin().get(ref);
        if (said != null && said.state() != AdminState.READY) {
            String who =
                    said.stateNote() == null ? "" : " by " + said.stateNote().who();
            String why = said.stateNote() == null || said.stateNote().why().isEmpty()
                    ? ""
                    : ": " + said.stateNote().why();
            return "is in " + said.state().name().toLowerCase(Locale.ROOT) + who + why;
        }
        if (Lineups.weight(said, real) == 0) {
            return "has weight 0";
        }
        RealHealth health = engine.health(ref);
        if (!pool.checks().isEmpty() && (health == null || health.health() != Health.UP)) {
            return "is " + (health == null ? Health.UNKNOWN : health.health()) + lastCheck(health);
        }
        if (real.backup()) {
            return "is a backup, and others can serve";
        }
        String refused = now.failures().get(new Ref.Real(ref));
        return refused == null ? "was not among those that could be picked" : "was refused: " + refused;
    }

    private static String lastCheck(@Nullable RealHealth health) {
        if (health == null) {
            return "";
        }
        for (CheckStatus check : health.checks()) {
            if (check.health() != Health.UP && check.last() != null) {
                return ": check " + check.check().name() + ": " + check.last().words();
            }
        }
        return "";
    }

    /** A flow that nobody sent. */
    private record AskedFlow(Question question, InetSocketAddress destination) implements Flow {
        @Override
        public InetSocketAddress source() {
            return new InetSocketAddress(question.source(), 0);
        }

        @Override
        public int sourceWord() {
            ByteBuffer words = ByteBuffer.wrap(question.source().getAddress());
            int word = 0;
            while (words.hasRemaining()) {
                word ^= words.getInt();
            }
            return word;
        }

        @Override
        public @Nullable CharSequence method() {
            return question.method();
        }

        @Override
        public @Nullable CharSequence target() {
            return question.path();
        }

        @Override
        public @Nullable CharSequence header(CharSequence name) {
            for (Map.Entry<String, String> header : question.headers().entrySet()) {
                if (header.getKey().equalsIgnoreCase(name.toString())) {
                    return header.getValue();
                }
            }
            return null;
        }
    }
}
