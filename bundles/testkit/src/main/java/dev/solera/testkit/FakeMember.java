package dev.solera.testkit;

import dev.solera.spi.Member;
import java.util.ArrayList;
import java.util.List;

/** A member whose load the test sets. Safe from any thread, as a real one is. */
public final class FakeMember implements Member {
    private final String name;
    private final int id;
    private volatile int inFlight;
    private volatile int freeSlots = Integer.MAX_VALUE;

    /** Makes an idle member without {@code maxconn}. */
    public FakeMember(String name, int id) {
        this.name = name;
        this.id = id;
    }

    /** Returns {@code count} idle members named {@code s1}, {@code s2} …, with ids from 1. */
    public static List<FakeMember> many(int count) {
        List<FakeMember> members = new ArrayList<>(count);
        for (int id = 1; id <= count; id++) {
            members.add(new FakeMember("s" + id, id));
        }
        return members;
    }

    /** Sets the flows served and queued now. */
    public void inFlight(int flows) {
        inFlight = flows;
    }

    /** Sets the flows that may still start before {@code maxconn}. */
    public void freeSlots(int slots) {
        freeSlots = slots;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int id() {
        return id;
    }

    @Override
    public int inFlight() {
        return inFlight;
    }

    @Override
    public int freeSlots() {
        return freeSlots;
    }

    @Override
    public String toString() {
        return name;
    }
}
