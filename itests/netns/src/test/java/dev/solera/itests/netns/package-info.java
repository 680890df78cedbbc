/**
 * VRRP on a real wire: hosts are network namespaces on a bridge, their neighbours are keepalived and other appliances, and what is judged is what
 * a capture on the switch and clients of their own have seen. {@link dev.solera.itests.netns.Lab} makes hosts and LANs and removes them;
 * {@link dev.solera.itests.netns.Node} is an appliance on a host, {@link dev.solera.itests.netns.Keepalived} its peer,
 * {@link dev.solera.itests.netns.Sniffer} the capture, {@link dev.solera.itests.netns.Prober} the client and
 * {@link dev.solera.itests.netns.Injector} the attacker. Without root and the tools the tests are skipped and say what is missing.
 *
 * <p>A test asserts what the protocol says with room for a busy machine and writes what it measured to {@code target/netns-figures.txt};
 * {@code ./solera soak} runs more of everything and holds the exact figures ({@link dev.solera.itests.netns.Bar}).
 */
package dev.solera.itests.netns;
