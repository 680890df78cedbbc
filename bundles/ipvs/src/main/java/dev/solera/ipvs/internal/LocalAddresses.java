package dev.solera.ipvs.internal;

import java.net.InetAddress;

/** The addresses of this host, as far as a director that is a real server too has to know them. Any thread; takes no lock. */
public interface LocalAddresses {
    /** A host with none. */
    LocalAddresses NONE = new LocalAddresses() {
        @Override
        public boolean isHere(InetAddress address) {
            return false;
        }

        @Override
        public boolean isOnLink(InetAddress address) {
            return false;
        }
    };

    /** Whether it is on an interface of this host. */
    boolean isHere(InetAddress address);

    /** Whether it is on one that is not the loopback: then packets for it come here because this is the director. */
    boolean isOnLink(InetAddress address);
}
