package dev.solera.ipvs.kernel;

/**
 * How long connections may be silent, in seconds; 0 leaves the kernel's own.
 *
 * @param tcp established ones
 * @param tcpFin after a FIN
 * @param udp of UDP
 */
public record Timeouts(int tcp, int tcpFin, int udp) {}
