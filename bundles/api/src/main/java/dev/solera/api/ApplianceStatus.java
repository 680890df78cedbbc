package dev.solera.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The appliance as a whole.
 *
 * @param version of Solera
 * @param node this node's name, the {@code @node} of {@code key@node}
 * @param startedAt when core started
 * @param set number of the configuration set in force; grows by one with each applied change
 * @param appliedAt when it was applied
 * @param problems what is wrong in the files as they stand; empty when the files are what is in force
 * @param unpersisted changes in force that could not be written to their file, in words
 * @param refused what a data plane refused, in words
 * @param planes data planes installed
 * @param vrrp what VRRP runs on, such as {@code in this process, pcap, SCHED_RR}; null when it is not installed
 * @param limits what this process may not or cannot do here, in words, such as a missing privilege
 * @param waiting what waits for an operator, in words: files that are not applied, a set that is not confirmed
 * @param stuck parts that have stopped, in words, with the plug-in that keeps them if one does
 */
public record ApplianceStatus(
        String version,
        String node,
        Instant startedAt,
        long set,
        Instant appliedAt,
        List<Problem> problems,
        List<String> unpersisted,
        List<String> refused,
        List<PlaneStatus> planes,
        @Nullable String vrrp,
        List<String> limits,
        List<String> waiting,
        List<String> stuck) {}
