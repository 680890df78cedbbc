package dev.solera.management.internal;

import dev.solera.api.Addresses;
import dev.solera.api.AdminNote;
import dev.solera.api.CheckResult;
import dev.solera.api.Counters;
import dev.solera.api.DrainProgress;
import dev.solera.api.Rates;
import dev.solera.api.RealServerStatus;
import dev.solera.management.RealServerFacts;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Gives out what is known of a real server by its attribute names. */
abstract class RealServerBase extends CountedBean implements RealServerFacts {
    abstract RealServerStatus status();

    @Override
    final Counters counters() {
        return status().counters();
    }

    @Override
    final Rates rates() {
        return status().rates();
    }

    @Override
    public final String getPool() {
        return status().ref().pool();
    }

    @Override
    public final String getName() {
        return status().ref().real();
    }

    @Override
    public final String getAddress() {
        return Addresses.text(status().config().address());
    }

    @Override
    public final String getAdminState() {
        return status().adminState().name();
    }

    @Override
    public final String getHealth() {
        return status().health().name();
    }

    @Override
    public final int getWeight() {
        return status().weight();
    }

    @Override
    public final double getEffectiveWeight() {
        return status().weightInUse();
    }

    @Override
    public final String getLastCheck() {
        return status().lastCheckWords();
    }

    @Override
    public final int getLastCheckCode() {
        CheckResult last = status().lastResult();
        return last == null ? 0 : last.code();
    }

    @Override
    public final long getLastCheckMillis() {
        CheckResult last = status().lastResult();
        return last == null ? 0 : last.duration().toMillis();
    }

    @Override
    public final long getSinceMillis() {
        return Math.max(0, Duration.between(status().since(), Instant.now()).toMillis());
    }

    @Override
    public final int getMaxConnections() {
        return status().config().maxConnections();
    }

    @Override
    public final boolean isBackup() {
        return status().config().backup();
    }

    @Override
    public final String getPresence() {
        return status().presence().name();
    }

    @Override
    public final @Nullable String getNoteWho() {
        AdminNote note = status().note();
        return note == null ? null : note.who();
    }

    @Override
    public final @Nullable String getNoteWhy() {
        AdminNote note = status().note();
        return note == null ? null : note.why();
    }

    @Override
    public final @Nullable String getNoteUntil() {
        AdminNote note = status().note();
        Instant until = note == null ? null : note.until();
        return until == null ? null : until.toString();
    }

    @Override
    public final @Nullable String getDrain() {
        DrainProgress drain = status().drain();
        return drain == null ? null : drain.words(Instant.now());
    }

    @Override
    public final long getDrainLeft() {
        DrainProgress drain = status().drain();
        return drain == null ? 0 : drain.left();
    }

    @Override
    public final long getDrainEmptyInMillis() {
        DrainProgress drain = status().drain();
        Duration emptyIn = drain == null ? null : drain.emptyIn();
        return emptyIn == null ? -1 : emptyIn.toMillis();
    }

    @Override
    public final String getForwarding() {
        return status().config().forwarding().toString();
    }

    @Override
    public final int getUpperThreshold() {
        return status().config().upperThreshold();
    }

    @Override
    public final int getLowerThreshold() {
        return status().config().lowerThreshold();
    }

    @Override
    public final @Nullable String getError() {
        return status().error();
    }

    /** A row of a pool's members: values of one moment. */
    static final class Row extends RealServerBase {
        private final RealServerStatus status;

        Row(RealServerStatus status) {
            this.status = status;
        }

        @Override
        RealServerStatus status() {
            return status;
        }
    }
}
