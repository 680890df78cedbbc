package dev.solera.ipvs.kernel;

/**
 * What went through a service or a destination since it was made or zeroed, in 64 bits, and per second, which the kernel averages over some
 * seconds ({@code IPVS_STATS_ATTR_*}). Kernels before 4.1 count in 32 bits.
 */
public record Traffic(
        long connections,
        long packetsIn,
        long packetsOut,
        long bytesIn,
        long bytesOut,
        long connectionRate,
        long packetRateIn,
        long packetRateOut,
        long byteRateIn,
        long byteRateOut) {
    /** None. */
    public static final Traffic ZERO = new Traffic(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
