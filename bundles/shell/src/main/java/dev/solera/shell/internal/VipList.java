package dev.solera.shell.internal;

import dev.solera.api.VipStatus;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Comparator;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Lists the addresses that virtual servers listen on. */
@Service
@Command(
        scope = "vip",
        name = "list",
        description = "Lists the addresses that virtual servers listen on",
        detailedDescription =
                """
                Local says whether an interface of this host holds the address. Listeners are written virtualserver:port/protocol.
                """)
public final class VipList extends ViewCommand {
    @Override
    void show(PrintStream out, Instant now) {
        Sheet sheet = Vips.sheet();
        view.vips().stream().sorted(Comparator.comparing(VipStatus::name)).forEach(v -> Vips.row(sheet, v));
        sheet.print(out, form());
    }
}
