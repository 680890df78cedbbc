package dev.solera.ipvs.kernel;

import dev.solera.netlink.Errno;
import dev.solera.netlink.GenericFamily;
import dev.solera.netlink.GenericMessage;
import dev.solera.netlink.GenericNetlink;
import dev.solera.netlink.MessageWriter;
import dev.solera.netlink.NetlinkException;
import dev.solera.netlink.NetlinkFailure;
import dev.solera.netlink.NetlinkRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The IPVS of a network namespace over generic netlink. Reading needs no privilege in some kernels and CAP_NET_ADMIN in others; changes
 * need it always. Safe from any thread, one question at a time.
 */
public final class IpvsKernel implements AutoCloseable {
    private static final String FAMILY = "IPVS";

    private final GenericNetlink netlink;
    private final Modules modules;
    private final Set<String> tried = new HashSet<>();
    private volatile @Nullable GenericFamily family;

    /** Speaks over {@code netlink}, which it owns. */
    public IpvsKernel(GenericNetlink netlink, Modules modules) {
        this.netlink = netlink;
        this.modules = modules;
    }

    /** The IPVS of the calling thread's network namespace. Opens nothing but the socket: {@link #info} says whether there is one. */
    public static IpvsKernel open(Modules modules) throws NetlinkException {
        return new IpvsKernel(GenericNetlink.open(), modules);
    }

    /**
     * The kernel's version of it; loads {@code ip_vs} where that is allowed and needed.
     *
     * @throws NetlinkException {@code ENOENT} where the kernel has no IPVS
     */
    public Info info() throws NetlinkException {
        return Codec.info(one("read IPVS", Codec.GET_INFO));
    }

    /** Every service with its destinations, whoever made it, in the kernel's order. */
    public List<ServiceState> read() throws NetlinkException {
        List<ServiceState> table = new ArrayList<>();
        for (GenericMessage message : netlink.dump(request("list services", Codec.GET_SERVICE, IpvsKernel::nothing))) {
            KernelService service = Codec.service(message);
            if (service != null) {
                table.add(new ServiceState(service, Codec.serviceTraffic(message), destinations(service.key())));
            }
        }
        return table;
    }

    /** The destinations of a service, none where there is no such service. */
    public List<DestinationState> destinations(ServiceKey key) throws NetlinkException {
        List<DestinationState> found = new ArrayList<>();
        try {
            for (GenericMessage message :
                    netlink.dump(request("list destinations of " + key, Codec.GET_DEST, Codec.service(key)))) {
                found.add(Codec.destination(message, key.family()));
            }
        } catch (NetlinkException e) {
            if (e.errno() != Errno.ESRCH) {
                throw e; // else it went between the lists
            }
        }
        return found;
    }

    /**
     * Makes changes in order, many in one system call; one that is refused does not keep the next from being made. A scheduler whose
     * module is missing is loaded where that is allowed, and its service tried once more.
     *
     * @return what was refused, in order
     * @throws NetlinkException where answers are lost: what was made is then unknown and has to be read
     */
    public List<Refusal> apply(List<Change> changes) throws NetlinkException {
        if (changes.isEmpty()) {
            return List.of();
        }
        loadSchedulers(changes);
        List<NetlinkRequest> requests = new ArrayList<>(changes.size());
        for (Change change : changes) {
            requests.add(request(change.subject(), change.command(), change.body()));
        }
        List<NetlinkFailure> failures = netlink.apply(requests);
        if (failures.isEmpty()) {
            return List.of();
        }
        IdentityHashMap<NetlinkRequest, Change> byRequest = new IdentityHashMap<>();
        for (int i = 0; i < requests.size(); i++) {
            byRequest.put(requests.get(i), changes.get(i));
        }
        List<Refusal> refusals = new ArrayList<>(failures.size());
        for (NetlinkFailure failure : failures) {
            Change change = byRequest.get(failure.request());
            if (change != null) {
                int errno = failure.cause().errno();
                refusals.add(new Refusal(change, errno, Words.of(change, failure.cause())));
            }
        }
        return refusals;
    }

    /** Sets the counters of a service and its destinations to zero; of all services for null. */
    public void zero(@Nullable ServiceKey key) throws NetlinkException {
        Consumer<MessageWriter> body = key == null ? IpvsKernel::nothing : Codec.service(key);
        netlink.ask(request("zero counters", Codec.ZERO, body));
    }

    /** Deletes every service, whoever made it. */
    public void flush() throws NetlinkException {
        netlink.ask(request("delete all services", Codec.FLUSH, IpvsKernel::nothing));
    }

    public Timeouts timeouts() throws NetlinkException {
        return Codec.timeouts(one("read timeouts", Codec.GET_CONFIG));
    }

    /** Sets timeouts; a 0 leaves that one as it is. */
    public void timeouts(Timeouts timeouts) throws NetlinkException {
        netlink.ask(request("set timeouts", Codec.SET_CONFIG, Codec.timeouts(timeouts)));
    }

    /** The sync daemons that run: at most a master and a backup. */
    public List<SyncDaemon> daemons() throws NetlinkException {
        List<SyncDaemon> found = new ArrayList<>();
        for (GenericMessage message :
                netlink.dump(request("list sync daemons", Codec.GET_DAEMON, IpvsKernel::nothing))) {
            found.add(Codec.daemon(message));
        }
        return found;
    }

    /** Starts one; {@code EEXIST} where one of that kind runs. */
    public void start(SyncDaemon daemon) throws NetlinkException {
        netlink.ask(request(
                "start sync daemon " + daemon.state() + " on " + daemon.networkInterface(),
                Codec.NEW_DAEMON,
                Codec.daemon(daemon)));
    }

    /** Stops one; {@code ESRCH} where none of that kind runs. */
    public void stop(SyncDaemon daemon) throws NetlinkException {
        netlink.ask(request("stop sync daemon " + daemon.state(), Codec.DEL_DAEMON, Codec.daemon(daemon)));
    }

    @Override
    public void close() {
        netlink.close();
    }

    /** The kernel looks for a module by itself where it may; where it may not, we may. Each is tried once. */
    private void loadSchedulers(List<Change> changes) {
        for (Change change : changes) {
            KernelService service = change instanceof Change.AddService add
                    ? add.to()
                    : change instanceof Change.EditService edit ? edit.to() : null;
            if (service != null && firstTime("ip_vs_" + service.scheduler())) {
                modules.load("ip_vs_" + service.scheduler());
            }
        }
    }

    private boolean firstTime(String module) {
        synchronized (tried) {
            return tried.add(module);
        }
    }

    private static void nothing(MessageWriter out) {
        // a request that says nothing beyond its command
    }

    private GenericMessage one(String subject, int command) throws NetlinkException {
        List<GenericMessage> answer = netlink.ask(request(subject, command, IpvsKernel::nothing));
        if (answer.isEmpty()) {
            throw NetlinkException.failed(subject, Errno.EBADMSG, "the kernel's answer is empty");
        }
        return answer.get(0);
    }

    private NetlinkRequest request(String subject, int command, Consumer<MessageWriter> body) throws NetlinkException {
        return NetlinkRequest.generic(subject, family(), command, 0, body);
    }

    private GenericFamily family() throws NetlinkException {
        GenericFamily known = family;
        if (known == null) {
            known = netlink.family(FAMILY).orElse(null);
            if (known == null && modules.load("ip_vs")) {
                known = netlink.family(FAMILY).orElse(null);
            }
            if (known == null) {
                throw NetlinkException.failed("IPVS", Errno.ENOENT, "the kernel has none (expected: module ip_vs)");
            }
            family = known;
        }
        return known;
    }
}
