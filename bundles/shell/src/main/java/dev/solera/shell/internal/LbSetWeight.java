package dev.solera.shell.internal;

import dev.solera.api.Caller;
import dev.solera.api.Change;
import dev.solera.api.RealServerRef;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** Sets the weight of a real server, in its file or for a time. */
@Service
@SuppressWarnings("NullAway.Init") // Karaf sets the annotated fields
@Command(
        scope = "lb",
        name = "set-weight",
        description = "Sets the weight of a real server, in its file or for a time",
        detailedDescription =
                """
                The weight is the server's share of new flows, 0 to 256; with 0 it takes none. It is written to the pool's file, unless
                --temporary makes it run-time state that hides the configured weight until it is set again, or for some seconds.

                  lb:set-weight web/web1 10
                  lb:set-weight web/web1 0 --temporary
                  lb:set-weight web/web1 200 --temporary=60
                  lb:set-weight --temporary --for 60 web/web1 200
                """)
public final class LbSetWeight extends RealServerChange {
    private static final String TEMPORARY = "--temporary";

    @Argument(index = 0, name = "pool/real", required = true, description = "The real server, such as web/web1")
    @Completion(RealServerCompleter.class)
    String real;

    @Argument(index = 1, name = "weight", required = true, description = "0 to 256")
    String weight;

    @Argument(index = 2, name = "options", multiValued = true, description = "Options may also stand here")
    @Nullable
    List<String> trailing;

    @Option(name = TEMPORARY, description = "Hides the configured weight and leaves it as it is")
    boolean temporary;

    @Option(
            name = "--for",
            description = "Seconds after which a temporary weight ends by itself; 0: until it is set again",
            valueToShowInHelp = "0")
    int forSeconds;

    @Override
    RealServerRef ref() {
        return RealServerRef.parse(real);
    }

    @Override
    Change change(Caller caller) {
        int value = weight();
        return temporary || forSeconds != 0
                ? control.setTemporaryWeight(caller, ref(), value, Seconds.duration("--for", forSeconds))
                : control.setWeight(caller, ref(), value);
    }

    /** Returns the words behind the arguments, with {@code --temporary=60} taken apart into its two options. */
    @Override
    List<String> trailing() {
        List<String> words = new ArrayList<>();
        for (String word : trailing == null ? List.<String>of() : trailing) {
            if (word.startsWith(TEMPORARY + "=")) {
                words.addAll(List.of(TEMPORARY, "--for", word.substring(TEMPORARY.length() + 1)));
            } else {
                words.add(word);
            }
        }
        return words;
    }

    private int weight() {
        if (weight.matches("[0-9]{1,3}") && Integer.parseInt(weight) <= 256) {
            return Integer.parseInt(weight);
        }
        throw new IllegalArgumentException("weight: " + weight + " (expected: 0..256)");
    }
}
