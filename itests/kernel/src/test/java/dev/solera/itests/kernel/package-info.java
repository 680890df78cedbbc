/**
 * IPVS in a kernel of its own: User-Mode Linux runs as a process, with the machine's files and a network stack that is empty at first.
 *
 * <p>{@link dev.solera.itests.kernel.Uml} boots it with {@link dev.solera.itests.kernel.Guest} inside, which runs the {@code …Case}
 * classes it is told and writes what came out to a file; {@link dev.solera.itests.kernel.KernelLabIT} makes a test of each. Several
 * classes share a boot. The oracle is ipvsadm.
 */
@NullMarked
package dev.solera.itests.kernel;

import org.jspecify.annotations.NullMarked;
