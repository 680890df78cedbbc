package dev.solera.ipvs.kernel;

/** How packets get to a destination ({@code IP_VS_CONN_F_FWD_MASK}). */
public enum Method {
    /** Network address translation. */
    MASQUERADE(0, "Masq"),
    /** Handed to a socket of the director itself. */
    LOCAL(1, "Local"),
    TUNNEL(2, "Tunnel"),
    DIRECT(3, "Route"),
    /** Sent on as if there were no service. */
    BYPASS(4, "Bypass");

    static final int MASK = 7;

    private final int number;
    private final String word;

    Method(int number, String word) {
        this.number = number;
        this.word = word;
    }

    static Method of(long number) {
        for (Method method : values()) {
            if (method.number == (number & MASK)) {
                return method;
            }
        }
        return MASQUERADE; // the kernel masks what it is told and has no other
    }

    int number() {
        return number;
    }

    /** What ipvsadm calls it. */
    public String word() {
        return word;
    }
}
