/**
 * The kernel's IPVS: records of what it holds, their bytes, and the conversation with it over generic netlink. It knows nothing of
 * virtual servers and pools.
 *
 * <p>Numbers and names are those of the kernel's header {@code linux/ip_vs.h}; words in messages are those of ipvsadm(8).
 */
@NullMarked
package dev.solera.ipvs.kernel;

import org.jspecify.annotations.NullMarked;
