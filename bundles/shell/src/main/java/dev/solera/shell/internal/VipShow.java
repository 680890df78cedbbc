package dev.solera.shell.internal;

import dev.solera.api.Addresses;
import dev.solera.api.ApplianceException;
import dev.solera.api.VipStatus;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** Shows one address that floats, or that virtual servers listen on. */
@Service
@SuppressWarnings("NullAway.Init") // Karaf sets the annotated fields
@Command(
        scope = "vip",
        name = "show",
        description = "Shows one address: where it is, since when, and who uses it",
        detailedDescription =
                """
                The address is given by its VIP's name or by itself.

                  vip:show web
                  vip:show 192.0.2.10
                """)
public final class VipShow extends ViewCommand {
    @Argument(index = 0, name = "name", required = true, description = "Name of the VIP, or the address itself")
    @Completion(VipCompleter.class)
    String name;

    @Argument(index = 1, name = "options", multiValued = true, description = "Options may also stand here")
    @Nullable
    List<String> trailing;

    @Override
    void show(PrintStream out, Instant now) {
        VipStatus vip = view.vips().stream()
                .filter(v ->
                        v.name().equals(name) || Addresses.text(v.address()).equals(name))
                .findFirst()
                .orElseThrow(() -> new ApplianceException("VIP: " + name + " (expected: one of vip:list)"));
        Map<String, @Nullable Object> fields = new Vips(view.vrrpInstances(), now).fields(vip);
        if (json) {
            out.println(Json.write(List.of(fields)));
        } else {
            Details.print(out, "Vip " + vip.name(), fields);
        }
    }

    @Override
    List<String> trailing() {
        return trailing == null ? List.of() : trailing;
    }
}
