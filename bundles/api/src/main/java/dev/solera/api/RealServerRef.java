package dev.solera.api;

/** Names one real server of one pool, written {@code pool/real} as in HAProxy. */
public record RealServerRef(String pool, String real) implements Comparable<RealServerRef> {
    /**
     * Parses {@code pool/real}.
     *
     * @throws IllegalArgumentException when there is not exactly one slash with a name on both sides
     */
    public static RealServerRef parse(String text) {
        int slash = text.indexOf('/');
        if (slash <= 0 || slash == text.length() - 1 || text.indexOf('/', slash + 1) >= 0) {
            throw new IllegalArgumentException("real server: " + text + " (expected: pool/real)");
        }
        return new RealServerRef(text.substring(0, slash), text.substring(slash + 1));
    }

    @Override
    public int compareTo(RealServerRef other) {
        int byPool = pool.compareTo(other.pool);
        return byPool != 0 ? byPool : real.compareTo(other.real);
    }

    @Override
    public String toString() {
        return pool + "/" + real;
    }
}
