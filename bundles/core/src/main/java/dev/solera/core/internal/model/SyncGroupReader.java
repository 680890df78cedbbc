package dev.solera.core.internal.model;

import dev.solera.spi.Keys;
import dev.solera.spi.Keys.BadKey;
import dev.solera.spi.VrrpGroup;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code solera.syncgroup-<name>.cfg}. */
final class SyncGroupReader {
    private SyncGroupReader() {}

    static VrrpGroup read(String name, Keys keys) {
        List<String> members = new ArrayList<>();
        keys.group("member").forEach((number, member) -> {
            if (members.contains(member)) {
                throw new BadKey("member." + number, member, "each virtual router once");
            }
            members.add(member);
        });
        if (members.isEmpty()) {
            throw new BadKey("member.<n>", null, "the name of a virtual router");
        }
        return new VrrpGroup(name, members);
    }
}
