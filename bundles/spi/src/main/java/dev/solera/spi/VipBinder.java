package dev.solera.spi;

import dev.solera.api.Vip;
import dev.solera.api.VrrpInstance;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Puts floating addresses on interfaces and takes them off. Called by one {@link VrrpEngine} alone, on its I/O thread, one call at a time; a call may
 * take as long as the kernel does. None throws; what failed is returned in words, and what has no words has happened.
 */
@ConsumerType
public interface VipBinder {
    /** Returns what it cannot do here and why, in words, with what to grant. */
    List<String> limits();

    /**
     * Brings what does not depend on being MASTER in line with what is configured: virtual MAC interfaces, packet filters for {@code accept = false}, and
     * addresses, interfaces and filters that a run before this one left and that no claim has; those are removed. Called with the whole list whenever it
     * changes, first before anything else.
     *
     * @return what failed, by claim
     */
    List<Failure> prepare(List<Claim> claims);

    /** Puts a claim's addresses, routes and rules in place as leases; those that are there already are renewed. Idempotent. */
    List<Failure> bind(Claim claim);

    /** Takes off what a claim had and has not any more: addresses that are in {@code before} and not in {@code now} go, and nothing else blinks. */
    List<Failure> change(Claim before, Claim now);

    /** Prolongs the leases of claims that are bound, and puts back what somebody else has removed. */
    List<Failure> renew(List<Claim> claims);

    /** Takes a claim's addresses, routes and rules off. Idempotent. */
    List<Failure> release(Claim claim);

    /** Returns the names of the VIPs that are in place by a claim, as the kernel has them. */
    List<String> bound(Claim claim);

    /**
     * What one virtual router puts on the host.
     *
     * @param instance its configuration; vips, routes, rules, vmac, accept, interface and vrid count
     * @param lease how long the kernel keeps the addresses unless they are renewed
     */
    record Claim(VrrpInstance instance, Duration lease) {
        /** Returns what it is called. */
        public String name() {
            return instance.name();
        }

        /** Returns its addresses. */
        public List<Vip> vips() {
            return instance.vips();
        }
    }

    /**
     * Something that could not be done.
     *
     * @param claim name of the virtual router
     * @param vip name of the VIP, null when it is about none
     * @param why in words, with what to grant when a privilege is missing
     */
    record Failure(String claim, @Nullable String vip, String why) {}
}
