package dev.solera.schedulers.internal;

import dev.solera.spi.Flow;
import dev.solera.spi.Member;
import dev.solera.spi.Members;
import dev.solera.spi.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Sends a client to the member that its address hashes to. The address as one word is the hash itself for a map, and goes through
 * {@link Avalanche} first for a ring, as in HAProxy.
 */
final class SourceHash implements Scheduler {
    private final Members members;
    private final boolean avalanche;
    private final HashTable table;

    SourceHash(Members members, boolean avalanche, HashTable table) {
        this.members = members;
        this.avalanche = avalanche;
        this.table = table;
    }

    @Override
    public @Nullable Member pick(Flow flow) {
        int word = flow.sourceWord();
        int index = table.indexFor(avalanche ? Avalanche.of(word) : word);
        return index < 0 ? null : members.get(index);
    }

    @Override
    public String score(Flow flow, Member member) {
        return member == pick(flow) ? "the address hashes to it" : "";
    }

    /** Returns whether this one's table is right for {@code now}: same members, weights and arguments. */
    boolean serves(Members now) {
        if (now.size() != members.size() || !now.arguments().equals(members.arguments())) {
            return false;
        }
        for (int i = 0; i < now.size(); i++) {
            if (now.get(i) != members.get(i) || now.weight(i) != members.weight(i)) {
                return false;
            }
        }
        return true;
    }

    /** Returns another scheduler on the same table. */
    SourceHash again() {
        return new SourceHash(members, avalanche, table);
    }
}
