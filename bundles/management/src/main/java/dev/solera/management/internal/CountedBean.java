package dev.solera.management.internal;

import dev.solera.api.Counters;
import dev.solera.api.Rates;
import dev.solera.management.Traffic;

/** Gives out counters by their attribute names. */
abstract class CountedBean implements Traffic {
    abstract Counters counters();

    abstract Rates rates();

    @Override
    public final long getActiveConnections() {
        return counters().activeConnections();
    }

    @Override
    public final long getTotalConnections() {
        return counters().totalConnections();
    }

    @Override
    public final long getRequests() {
        return counters().requests();
    }

    @Override
    public final long getBytesIn() {
        return counters().bytesIn();
    }

    @Override
    public final long getBytesOut() {
        return counters().bytesOut();
    }

    @Override
    public final long getErrors() {
        return counters().errors();
    }

    @Override
    public final long getQueue() {
        return counters().queue();
    }

    @Override
    public final long getRetries() {
        return counters().retries();
    }

    @Override
    public final long getInactiveConnections() {
        return counters().inactiveConnections();
    }

    @Override
    public final long getPacketsIn() {
        return counters().packetsIn();
    }

    @Override
    public final long getPacketsOut() {
        return counters().packetsOut();
    }

    @Override
    public final long getConnectionsPerSecond() {
        return rates().connections();
    }

    @Override
    public final long getPacketsInPerSecond() {
        return rates().packetsIn();
    }

    @Override
    public final long getPacketsOutPerSecond() {
        return rates().packetsOut();
    }

    @Override
    public final long getBytesInPerSecond() {
        return rates().bytesIn();
    }

    @Override
    public final long getBytesOutPerSecond() {
        return rates().bytesOut();
    }
}
