package dev.solera.shell.internal;

import dev.solera.api.Caller;
import dev.solera.api.Change;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Adds a virtual server. */
@Service
@SuppressWarnings("NullAway.Init") // Karaf sets the annotated fields
@Command(
        scope = "lb",
        name = "add",
        description = "Adds a virtual server",
        detailedDescription =
                """
                Writes solera.virtualserver-<name>.cfg with the keys given, in their order, and takes effect at once. The keys are those of
                that file; at least mode, listen and (unless the mode is health) pool. A value with blanks stands in quotes.

                  lb:add shop mode=http listen=192.0.2.10:80 pool=shop
                  lb:add dns mode=tcp listen.udp=192.0.2.20:53/udp listen.tcp=192.0.2.20:53 pool=dns
                """)
public final class LbAdd extends VirtualServerChange {
    @Argument(index = 0, name = "name", required = true, description = "Name of the new virtual server")
    String name;

    @Argument(
            index = 1,
            name = "key=value",
            multiValued = true,
            required = true,
            description = "Lines of its file; options may also stand here")
    @Completion(VirtualServerKeyCompleter.class)
    List<String> lines;

    private final Map<String, String> keys = new LinkedHashMap<>();

    @Override
    String name() {
        return name;
    }

    @Override
    Change change(Caller caller) {
        return control.addVirtualServer(caller, name, keys);
    }

    @Override
    List<String> trailing() {
        return lines;
    }

    @Override
    void words(List<String> words) {
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals <= 0) {
                throw new IllegalArgumentException("key: " + word + " (expected: key=value)");
            }
            String key = word.substring(0, equals).trim();
            if (keys.put(key, word.substring(equals + 1).trim()) != null) {
                throw new IllegalArgumentException("key: " + key + " (expected: once)");
            }
        }
        need("mode", keys.containsKey("mode"));
        need("listen", keys.keySet().stream().anyMatch(k -> k.equals("listen") || k.startsWith("listen.")));
        need("pool", keys.containsKey("pool") || "health".equals(keys.get("mode")));
    }

    private static void need(String key, boolean present) {
        if (!present) {
            throw new IllegalArgumentException(key + ": missing (expected: at least mode=, listen= and pool=)");
        }
    }
}
