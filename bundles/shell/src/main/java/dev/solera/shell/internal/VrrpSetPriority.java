package dev.solera.shell.internal;

import dev.solera.api.Caller;
import dev.solera.api.Change;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** Sets the configured priority of a virtual router. */
@Service
@SuppressWarnings("NullAway.Init") // Karaf sets the annotated fields
@Command(
        scope = "vrrp",
        name = "set-priority",
        description = "Sets the priority of a virtual router, in its file",
        detailedDescription =
                """
                1 to 254; 255 says that this node owns the addresses. It takes effect at once and without a transition: a MASTER stays
                MASTER until another outbids it. What tracks add or take away comes on top.

                  vrrp:set-priority front 150
                """)
public final class VrrpSetPriority extends VrrpChange {
    @Argument(index = 1, name = "priority", required = true, description = "1 to 255")
    String priority;

    @Argument(index = 2, name = "options", multiValued = true, description = "Options may also stand here")
    @Nullable
    List<String> trailing;

    @Override
    Change change(Caller caller) {
        return control.setVrrpPriority(caller, name, priority());
    }

    @Override
    List<String> trailing() {
        return trailing == null ? List.of() : trailing;
    }

    private int priority() {
        if (priority.matches("[0-9]{1,3}")) {
            int value = Integer.parseInt(priority);
            if (value >= 1 && value <= 255) {
                return value;
            }
        }
        throw new IllegalArgumentException("priority: " + priority + " (expected: 1..255)");
    }
}
