package dev.solera.ipvs.kernel;

/**
 * How packets are wrapped.
 *
 * @param type {@link #TYPE_IPIP}, {@link #TYPE_GUE} (Linux 5.2) or {@link #TYPE_GRE} (Linux 5.3)
 * @param port UDP port of GUE, else 0
 * @param flags {@link #CHECKSUM} or {@link #REMOTE_CHECKSUM}, else 0
 */
public record Tunnel(int type, int port, int flags) {
    public static final int TYPE_IPIP = 0;
    public static final int TYPE_GUE = 1;
    public static final int TYPE_GRE = 2;
    public static final int CHECKSUM = 1;
    public static final int REMOTE_CHECKSUM = 2;

    /** IP in IP. */
    public static final Tunnel IPIP = new Tunnel(TYPE_IPIP, 0, 0);

    /** Such as {@code ipip} or {@code gue:6080 csum}. */
    @Override
    public String toString() {
        String name =
                switch (type) {
                    case TYPE_IPIP -> "ipip";
                    case TYPE_GUE -> "gue:" + port;
                    case TYPE_GRE -> "gre";
                    default -> "type " + type;
                };
        return name + ((flags & CHECKSUM) == 0 ? "" : " csum") + ((flags & REMOTE_CHECKSUM) == 0 ? "" : " remcsum");
    }
}
