package dev.solera.ipvs;

import dev.solera.api.Counters;
import dev.solera.api.IpvsConnection;
import dev.solera.api.IpvsDifference;
import dev.solera.api.IpvsTable;
import dev.solera.api.IpvsView;
import dev.solera.api.Rates;
import dev.solera.ipvs.internal.AddressWatch;
import dev.solera.ipvs.internal.Director;
import dev.solera.ipvs.kernel.IpvsKernel;
import dev.solera.ipvs.kernel.Modules;
import dev.solera.spi.DataPlane;
import dev.solera.spi.Edit;
import dev.solera.spi.Failure;
import dev.solera.spi.Ref;
import dev.solera.spi.Spec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The data plane {@code ipvs} of the network namespace in which it is made. What the kernel carries goes on when it is closed, and is
 * taken up again by the next one.
 */
public final class IpvsPlane implements DataPlane, IpvsView, AutoCloseable {
    private final Director director;

    /**
     * Starts; where the kernel has no IPVS, {@link #capabilities} says so, and it is looked for again at each {@link #read}.
     *
     * @param owned file that says which services are the appliance's; null to remember nothing
     */
    public IpvsPlane(IpvsSettings settings, @Nullable Path owned) {
        Modules modules = settings.modprobe() ? Modules.modprobe() : Modules.NONE;
        this.director =
                new Director(() -> IpvsKernel.open(modules), AddressWatch::new, settings, owned, System::nanoTime);
    }

    /** Has {@code director} do the work, which may speak over another connection; it is closed with the plane. */
    public IpvsPlane(Director director) {
        this.director = director;
    }

    @Override
    public String name() {
        return "ipvs";
    }

    @Override
    public Capabilities capabilities() {
        return director.capabilities();
    }

    @Override
    public Map<Ref, Spec> read() {
        return director.read();
    }

    @Override
    public List<Failure> apply(List<Edit> edits) {
        return director.apply(edits);
    }

    @Override
    public Counters counters(Ref ref) {
        return director.counters(ref);
    }

    @Override
    public Rates rates(Ref ref) {
        return director.rates(ref);
    }

    @Override
    public List<Draining> draining() {
        return director.draining();
    }

    @Override
    public IpvsTable table() {
        return director.table();
    }

    @Override
    public List<IpvsConnection> connections(int most) {
        return director.connections(most);
    }

    @Override
    public List<IpvsDifference> differences() {
        return director.differences();
    }

    /** Takes over other settings while traffic flows; {@code modprobe} holds from the next start. */
    public void update(IpvsSettings now) {
        director.update(now);
    }

    /** Deletes the appliance's services and stops its sync daemons: the appliance itself stops. */
    public void release() {
        director.release();
    }

    /** Looks no more after what is draining; the kernel goes on. Idempotent. */
    @Override
    public void close() {
        director.close();
    }
}
