package dev.solera.core.internal.engine;

import dev.solera.spi.Flow;
import dev.solera.spi.Member;
import dev.solera.spi.Members;
import dev.solera.spi.Scheduler;
import org.jspecify.annotations.Nullable;

/** Takes the members in turn, whatever their weights: what is left when not even the fallback scheduler is installed. */
final class Rotation implements Scheduler {
    private final Members members;
    private int next;

    Rotation(Members members) {
        this.members = members;
    }

    @Override
    public @Nullable Member pick(Flow flow) {
        if (members.size() == 0) {
            return null;
        }
        if (next >= members.size()) {
            next = 0;
        }
        return members.get(next++);
    }
}
