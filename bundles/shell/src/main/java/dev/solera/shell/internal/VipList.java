package dev.solera.shell.internal;

import dev.solera.api.VipStatus;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Comparator;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Lists the addresses that float and those that virtual servers listen on. */
@Service
@Command(
        scope = "vip",
        name = "list",
        description = "Lists the addresses that float and those that virtual servers listen on",
        detailedDescription =
                """
                Local says whether an interface of this host has the address now. State and Since are those of the virtual router (Instance)
                that decides where the address is; an address that no virtual router moves has none. Listeners are written
                virtualserver:port/protocol.
                """)
public final class VipList extends ViewCommand {
    @Override
    void show(PrintStream out, Instant now) {
        Sheet sheet = Vips.sheet();
        Vips vips = new Vips(view.vrrpInstances(), now);
        view.vips().stream().sorted(Comparator.comparing(VipStatus::name)).forEach(v -> vips.row(sheet, v));
        sheet.print(out, form());
    }
}
