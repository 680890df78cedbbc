package dev.solera.core.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.api.Addresses;
import dev.solera.api.Forwarding;
import dev.solera.api.Listener;
import dev.solera.api.Mode;
import dev.solera.api.Presence;
import dev.solera.api.Protocol;
import dev.solera.api.RealServerRef;
import dev.solera.api.VirtualServer;
import dev.solera.api.VirtualServer.Forwarded.Treatment;
import dev.solera.spi.Edit;
import dev.solera.spi.Ref;
import dev.solera.spi.Spec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SlicesTest {
    private final Map<Ref, Spec> actual = new HashMap<>();

    @Test
    void aListThatIsNotLongStaysOne() {
        List<Edit> edits = reals(Slices.LENGTH);
        assertThat(Slices.of(edits, actual)).containsExactly(edits);
    }

    @Test
    void aLongListIsCutAndKeepsItsOrder() {
        List<Edit> edits = reals(2 * Slices.LENGTH + 1);
        List<List<Edit>> slices = Slices.of(edits, actual);
        assertThat(slices).extracting(List::size).containsExactly(Slices.LENGTH, Slices.LENGTH, 1);
        List<Edit> all = new ArrayList<>();
        slices.forEach(all::addAll);
        assertThat(all).isEqualTo(edits);
    }

    @Test
    void virtualServersThatHandAnAddressOnAreInOneListBetweenWhatComesAndWhatGoes() {
        Spec.Service old = server("old", "192.0.2.10:80");
        Spec.Service gone = server("gone", "192.0.2.99:80");
        actual.put(old.ref(), old);
        actual.put(gone.ref(), gone);
        List<Edit> edits = new ArrayList<>();
        edits.add(new Edit.Add(server("new", "192.0.2.10:80")));
        edits.addAll(reals(Slices.LENGTH));
        edits.add(new Edit.Remove(gone.ref(), Edit.Remove.NO_DEADLINE));
        edits.add(new Edit.Remove(old.ref(), Edit.Remove.NO_DEADLINE));
        List<List<Edit>> slices = Slices.of(edits, actual);
        assertThat(slices).extracting(List::size).containsExactly(Slices.LENGTH, 2, 1);
        assertThat(slices.get(1)).extracting(Edit::ref).containsExactly(new Ref.Service("new"), new Ref.Service("old"));
        assertThat(slices.get(2)).extracting(Edit::ref).containsExactly(new Ref.Service("gone"));
    }

    private static List<Edit> reals(int count) {
        List<Edit> edits = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            edits.add(new Edit.Add(new Spec.Real(
                    new RealServerRef("web", "s" + i),
                    i,
                    Addresses.parse("10.0.0.1:80"),
                    16,
                    0,
                    Forwarding.NAT,
                    0,
                    0,
                    Presence.SERVING)));
        }
        return edits;
    }

    private static Spec.Service server(String name, String listen) {
        Duration any = Duration.ofSeconds(1);
        return new Spec.Service(
                name,
                Mode.TCP,
                List.of(new Listener("main", Addresses.parse(listen), Protocol.TCP)),
                "web",
                0,
                new VirtualServer.Forwarded(Treatment.OFF, Treatment.OFF),
                new VirtualServer.Timeouts(any, any, any, any),
                VirtualServer.Balancing.PLAIN);
    }
}
