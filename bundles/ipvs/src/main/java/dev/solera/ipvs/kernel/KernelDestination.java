package dev.solera.ipvs.kernel;

/**
 * A destination of a service.
 *
 * @param key what finds it
 * @param method how packets get there
 * @param weight share of new flows, 0–2147483647
 * @param upperThreshold connections above which it takes no new ones, unsigned 32 bits; 0 for none
 * @param lowerThreshold connections below which it takes new ones again, unsigned 32 bits; 0 for three quarters of the upper one
 * @param tunnel how packets are wrapped; {@link Tunnel#IPIP} for the other methods
 */
public record KernelDestination(
        DestinationKey key, Method method, int weight, long upperThreshold, long lowerThreshold, Tunnel tunnel) {
    /** A destination without thresholds. */
    public static KernelDestination of(DestinationKey key, Method method, int weight) {
        return new KernelDestination(key, method, weight, 0, 0, Tunnel.IPIP);
    }

    /** The same with another weight. */
    public KernelDestination withWeight(int other) {
        return new KernelDestination(key, method, other, upperThreshold, lowerThreshold, tunnel);
    }

    /** What it does, for comparison by eye: {@code Route weight 3}, {@code Tunnel gue:6080 csum weight 1 upper 100 lower 80}. */
    public String words() {
        String how = method == Method.TUNNEL ? method.word() + " " + tunnel : method.word();
        return how + " weight " + weight + (upperThreshold == 0 ? "" : " upper " + upperThreshold)
                + (lowerThreshold == 0 ? "" : " lower " + lowerThreshold);
    }
}
