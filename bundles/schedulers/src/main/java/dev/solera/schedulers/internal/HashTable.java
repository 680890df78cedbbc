package dev.solera.schedulers.internal;

/** Turns a hash into the index of a member, always the same one while the members stay the same. Immutable. */
sealed interface HashTable permits SlotMap, HashRing {
    /** Returns the member for {@code hash}, an unsigned number, or −1 when there are no members. */
    int indexFor(int hash);
}
