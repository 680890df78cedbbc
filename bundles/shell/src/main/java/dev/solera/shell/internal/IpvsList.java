package dev.solera.shell.internal;

import dev.solera.api.IpvsTable;
import java.io.PrintStream;
import java.time.Instant;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Shows what the kernel's IPVS holds, in the form of {@code ipvsadm -Ln}. */
@Service
@Command(
        scope = "ipvs",
        name = "list",
        description = "Shows what the kernel's IPVS holds, as ipvsadm -Ln does",
        detailedDescription =
                """
                Everything that is there, Solera's and what others have made, in the kernel's order. Which virtual server and real server it
                belongs to is told by --json. With --connections at most 10,000 are shown.

                  ipvs:list --rate
                """)
public final class IpvsList extends IpvsCommand {
    private static final int MOST_CONNECTIONS = 10_000;

    @Option(name = "--stats", description = "Shows totals since the start: connections, packets, bytes")
    boolean stats;

    @Option(name = "--rate", description = "Shows connections, packets and bytes a second")
    boolean rate;

    @Option(name = "--connections", description = "Shows connections")
    boolean connections;

    @Override
    void show(PrintStream out, Instant now) {
        if ((stats ? 1 : 0) + (rate ? 1 : 0) + (connections ? 1 : 0) > 1) {
            throw new IllegalArgumentException("options: several (expected: --stats, --rate or --connections)");
        }
        if (connections) {
            IpvsLines.connections(out, kernel().connections(MOST_CONNECTIONS), form());
            return;
        }
        IpvsTable table = kernel().table();
        IpvsLines.Columns columns =
                stats ? IpvsLines.Columns.STATS : rate ? IpvsLines.Columns.RATE : IpvsLines.Columns.PLAIN;
        IpvsLines.table(out, table, columns, form());
    }
}
