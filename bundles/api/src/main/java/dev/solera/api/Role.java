package dev.solera.api;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a user may do. Each role includes those before it. */
public enum Role {
    /** Sees everything, changes nothing. */
    VIEWER,
    /** Also changes run-time state and the real servers of a pool. */
    MANAGER,
    /** May do everything. */
    ADMIN;

    /** Returns the name as users and groups carry it, such as {@code viewer}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns whether a user who has this role may do what {@code needed} allows. */
    public boolean includes(Role needed) {
        return compareTo(needed) >= 0;
    }

    /** Returns the roles that may do what this role allows: this one and those after it. */
    public List<Role> holders() {
        return Arrays.stream(values()).filter(r -> r.includes(this)).toList();
    }
}
