package dev.solera.addresses.internal;

import dev.solera.netlink.Address;
import dev.solera.netlink.Errno;
import dev.solera.netlink.Link;
import dev.solera.netlink.MessageWriter;
import dev.solera.netlink.NetlinkException;
import dev.solera.netlink.NetlinkFailure;
import dev.solera.netlink.NetlinkMessage;
import dev.solera.netlink.NetlinkRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** A kernel that has one interface {@code eth0}, number 2, and knows of addresses alone; it does what it is told and keeps what was said. */
final class FakeKernel implements Kernel {
    private static final int NEW_ADDRESS = 20;
    private static final int DELETE_ADDRESS = 21;

    final HostState state = new HostState();

    /** The subjects of all requests, in order. */
    final List<String> said = new ArrayList<>();

    /** Whether what was done is known only after the next {@link #catchUp}, as with a kernel whose events queue. */
    boolean lags;

    int caughtUp;

    private final List<Runnable> untold = new ArrayList<>();

    /** Thrown by the next change. */
    NetlinkException broken;

    FakeKernel() {
        state.link(
                new Link(2, "eth0", 1, 0x41, 1500, "02:00:00:00:00:01", 0, 0, Link.OPER_UP, true, "veth", null), true);
    }

    @Override
    public void catchUp() {
        caughtUp++;
        untold.forEach(Runnable::run);
        untold.clear();
    }

    @Override
    public HostState state() {
        return state;
    }

    @Override
    public List<Address> addresses(int index) {
        return state.on(index);
    }

    @Override
    public List<NetlinkFailure> apply(List<NetlinkRequest> changes) throws NetlinkException {
        if (broken != null) {
            NetlinkException now = broken;
            broken = null;
            throw now;
        }
        List<NetlinkFailure> failures = new ArrayList<>();
        for (NetlinkRequest change : changes) {
            said.add(change.subject());
            Address address = decoded(change);
            boolean there = state.at(new Spot(address.index(), address.local())).stream()
                    .anyMatch(entry -> entry.prefixLength() == address.prefixLength());
            if (change.type() == DELETE_ADDRESS && !there) {
                failures.add(failure(change, Errno.EADDRNOTAVAIL));
            } else if (change.type() == NEW_ADDRESS && there && (change.flags() & NetlinkMessage.EXCLUSIVE) != 0) {
                failures.add(failure(change, Errno.EEXIST));
            } else {
                untold.add(() -> state.address(address, change.type() == NEW_ADDRESS));
                if (!lags) {
                    untold.remove(untold.size() - 1).run();
                }
            }
        }
        return failures;
    }

    private static NetlinkFailure failure(NetlinkRequest change, int errno) {
        return new NetlinkFailure(change, NetlinkException.refused(change.subject(), errno, null));
    }

    private static Address decoded(NetlinkRequest change) throws NetlinkException {
        MessageWriter out = new MessageWriter();
        out.begin(change.type(), change.flags(), 1);
        change.body().accept(out);
        ByteBuffer bytes = ByteBuffer.wrap(out.end().toByteArray()).order(ByteOrder.nativeOrder());
        return Address.decode(NetlinkMessage.parse(bytes).get(0));
    }
}
