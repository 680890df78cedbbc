package dev.solera.shell.internal;

import dev.solera.api.Addresses;
import dev.solera.api.VipStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows the addresses that virtual servers listen on. */
final class Vips {
    private Vips() {}

    static Sheet sheet() {
        return new Sheet().words("Name").words("Address").words("Local").words("Listeners");
    }

    static void row(Sheet sheet, VipStatus vip) {
        sheet.row(
                fields(vip),
                vip.name(),
                Addresses.text(vip.address()),
                vip.local() ? "yes" : "no",
                String.join(" ", vip.listeners()));
    }

    static Map<String, @Nullable Object> fields(VipStatus vip) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("name", vip.name());
        fields.put("address", Addresses.text(vip.address()));
        fields.put("local", vip.local());
        fields.put("listeners", vip.listeners());
        return fields;
    }
}
