package dev.solera.shell.internal;

import dev.solera.api.Addresses;
import dev.solera.api.Vip;
import dev.solera.api.VipStatus;
import dev.solera.api.VrrpStatus;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Shows the addresses that float and those that virtual servers listen on. */
final class Vips {
    private final Map<String, Integer> prefixes;
    private final Instant now;

    /** Looks at {@code routers} for what they alone know of their addresses. */
    Vips(Collection<VrrpStatus> routers, Instant now) {
        this.prefixes = routers.stream()
                .flatMap(router -> router.instance().vips().stream())
                .collect(Collectors.toMap(Vip::name, Vip::prefix, (first, other) -> first));
        this.now = now;
    }

    static Sheet sheet() {
        return new Sheet()
                .words("Name")
                .words("Address")
                .words("Local")
                .words("State")
                .words("Interface")
                .words("Instance")
                .number("Since (s)")
                .words("Listeners");
    }

    void row(Sheet sheet, VipStatus vip) {
        Integer prefix = prefixes.get(vip.name());
        String address = Addresses.text(vip.address());
        sheet.row(
                fields(vip),
                vip.name(),
                prefix == null ? address : address + "/" + prefix,
                vip.local() ? "yes" : "no",
                vip.state(),
                vip.device(),
                vip.instance(),
                Times.seconds(vip.since(), now),
                String.join(" ", vip.listeners()));
    }

    Map<String, @Nullable Object> fields(VipStatus vip) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("name", vip.name());
        fields.put("address", Addresses.text(vip.address()));
        fields.put("prefix", prefixes.get(vip.name()));
        fields.put("local", vip.local());
        fields.put("state", vip.state());
        fields.put("interface", vip.device());
        fields.put("instance", vip.instance());
        fields.put("since", Times.text(vip.since()));
        fields.put("sinceMillis", Times.millis(vip.since(), now));
        fields.put("listeners", vip.listeners());
        return fields;
    }
}
