package dev.solera.shell.internal;

import dev.solera.api.Addresses;
import dev.solera.api.Caller;
import dev.solera.api.Change;
import dev.solera.api.RealServerRef;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** Adds a real server to a pool. */
@Service
@SuppressWarnings("NullAway.Init") // Karaf sets the annotated fields
@Command(
        scope = "lb",
        name = "add-real",
        description = "Adds a real server to a pool",
        detailedDescription =
                """
                Writes a line to the pool's file and takes effect at once. The server takes traffic as soon as its first check passes.
                An IPv6 address stands in brackets and, because the shell knows brackets too, in quotes.

                  lb:add-real web/web4 10.0.1.14:8080
                  lb:add-real web/web5 10.0.1.15:8080 --weight 10 --maxconn 300 --backup
                  lb:add-real web/web6 "[2001:db8::16]:8080"
                """)
public final class LbAddReal extends RealServerChange {
    @Argument(index = 0, name = "pool/real", required = true, description = "Name of the new server, such as web/web4")
    @Completion(PoolPrefixCompleter.class)
    String real;

    @Argument(index = 1, name = "address:port", required = true, description = "Where its traffic goes")
    String address;

    @Argument(index = 2, name = "options", multiValued = true, description = "Options may also stand here")
    @Nullable
    List<String> trailing;

    @Option(name = "--weight", description = "Share of new flows, 0 to 256; the pool's server.weight if not given")
    @Nullable
    String weight;

    @Option(name = "--maxconn", description = "Flows at once, 0: no limit; the pool's server.maxconn if not given")
    @Nullable
    String maxconn;

    @Option(name = "--backup", description = "Takes flows only when no server without this mark can")
    boolean backup;

    @Override
    RealServerRef ref() {
        return RealServerRef.parse(real);
    }

    @Override
    Change change(Caller caller) {
        StringBuilder definition = new StringBuilder(Addresses.text(Addresses.parse(address)));
        if (weight != null) {
            definition.append(" weight=").append(number("--weight", weight));
        }
        if (maxconn != null) {
            definition.append(" maxconn=").append(number("--maxconn", maxconn));
        }
        if (backup) {
            definition.append(" backup");
        }
        return control.addReal(caller, ref(), definition.toString());
    }

    @Override
    List<String> trailing() {
        return trailing == null ? List.of() : trailing;
    }

    private static String number(String option, String value) {
        if (!value.matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException(option + ": " + value + " (expected: a whole number)");
        }
        return value;
    }
}
