package dev.solera.shell.internal;

import dev.solera.api.IpvsDifference;
import java.io.PrintStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** Shows in what the kernel's IPVS differs from what it is to hold. */
@Service
@Command(
        scope = "ipvs",
        name = "diff",
        description = "Shows in what the kernel's IPVS differs from what it is to hold",
        detailedDescription =
                """
                One row a difference; none when the kernel holds what it is to. What others have made is no difference. Desired is empty for
                what is not to be there, Kernel for what is missing.
                """)
public final class IpvsDiff extends IpvsCommand {
    @Override
    void show(PrintStream out, Instant now) {
        Sheet sheet = new Sheet()
                .words("Service")
                .words("Destination")
                .words("Desired")
                .words("Kernel");
        for (IpvsDifference difference : kernel().differences()) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            fields.put("service", difference.service());
            fields.put("destination", difference.destination());
            fields.put("desired", difference.desired());
            fields.put("kernel", difference.actual());
            sheet.row(
                    fields, difference.service(), difference.destination(), difference.desired(), difference.actual());
        }
        sheet.print(out, form());
    }
}
