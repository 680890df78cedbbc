package dev.solera.addresses.internal;

import dev.solera.netlink.Errno;
import dev.solera.netlink.NetlinkException;
import dev.solera.netlink.NetlinkFailure;
import dev.solera.netlink.NetlinkRequest;
import dev.solera.spi.VipBinder.Failure;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is to be done in one batch, in order, and who is told when it cannot. */
final class Changes {
    /** What is to go and is not there has gone. */
    private static final Set<Integer> GONE = Set.of(Errno.EADDRNOTAVAIL, Errno.ENODEV, Errno.ESRCH, Errno.ENOENT);

    private final List<NetlinkRequest> requests = new ArrayList<>();
    private final IdentityHashMap<NetlinkRequest, Origin> origins = new IdentityHashMap<>();

    /**
     * Where a request comes from.
     *
     * @param subject in the operator's words, such as {@code add 192.0.2.10/24 to eth0}; asked for when there is a failure
     */
    private record Origin(String claim, @Nullable String vip, Supplier<String> subject, boolean removal) {}

    void add(String claim, @Nullable String vip, String subject, NetlinkRequest request) {
        add(claim, vip, () -> subject, request);
    }

    void add(String claim, @Nullable String vip, Supplier<String> subject, NetlinkRequest request) {
        put(request, new Origin(claim, vip, subject, false));
    }

    /** Something is to go; it is no failure when it is not there. */
    void remove(String claim, @Nullable String vip, String subject, NetlinkRequest request) {
        remove(claim, vip, () -> subject, request);
    }

    /** As {@link #remove(String, String, String, NetlinkRequest)}. */
    void remove(String claim, @Nullable String vip, Supplier<String> subject, NetlinkRequest request) {
        put(request, new Origin(claim, vip, subject, true));
    }

    boolean isEmpty() {
        return requests.isEmpty();
    }

    /** Does them. A missing privilege is said once for each claim, not for each address. */
    List<Failure> apply(Kernel kernel) {
        List<NetlinkFailure> refused;
        try {
            refused = kernel.apply(requests);
        } catch (NetlinkException e) {
            Map<String, Failure> broken = new LinkedHashMap<>();
            for (Origin origin : origins.values()) {
                broken.putIfAbsent(origin.claim(), new Failure(origin.claim(), null, words(e)));
            }
            return List.copyOf(broken.values());
        }
        List<Failure> failures = new ArrayList<>();
        for (NetlinkFailure failure : refused) {
            Origin origin = origins.get(failure.request());
            int errno = failure.cause().errno();
            if (origin == null || origin.removal() && GONE.contains(errno)) {
                continue;
            }
            String why = words(failure.cause().of(origin.subject().get()));
            if (errno == Errno.EPERM) {
                boolean said =
                        failures.stream().anyMatch(one -> one.claim().equals(origin.claim()) && one.vip() == null);
                if (!said) {
                    failures.add(new Failure(origin.claim(), null, why));
                }
            } else {
                failures.add(new Failure(origin.claim(), origin.vip(), why));
            }
        }
        return failures;
    }

    private void put(NetlinkRequest request, Origin origin) {
        requests.add(request);
        origins.put(request, origin);
    }

    private static String words(NetlinkException e) {
        return String.valueOf(e.getMessage());
    }
}
