package dev.solera.management.internal;

import dev.solera.management.VrrpCounters;

/** Gives out a virtual router's well-known counters by their attribute names. */
abstract class VrrpCountedBean implements VrrpCounters {
    @Override
    public final long getAdvertRcvd() {
        return count("advert_rcvd");
    }

    @Override
    public final long getAdvertSent() {
        return count("advert_sent");
    }

    @Override
    public final long getBecomeMaster() {
        return count("become_master");
    }

    @Override
    public final long getReleaseMaster() {
        return count("release_master");
    }

    @Override
    public final long getPacketLenErr() {
        return count("packet_len_err");
    }

    @Override
    public final long getAdvertIntervalErr() {
        return count("advert_interval_err");
    }

    @Override
    public final long getIpTtlErr() {
        return count("ip_ttl_err");
    }

    @Override
    public final long getInvalidTypeRcvd() {
        return count("invalid_type_rcvd");
    }

    @Override
    public final long getAddrListErr() {
        return count("addr_list_err");
    }

    @Override
    public final long getInvalidAuthtype() {
        return count("invalid_authtype");
    }

    @Override
    public final long getAuthtypeMismatch() {
        return count("authtype_mismatch");
    }

    @Override
    public final long getAuthFailure() {
        return count("auth_failure");
    }

    @Override
    public final long getPriZeroRcvd() {
        return count("pri_zero_rcvd");
    }

    @Override
    public final long getPriZeroSent() {
        return count("pri_zero_sent");
    }

    private long count(String counter) {
        return getCounters().getOrDefault(counter, 0L);
    }
}
