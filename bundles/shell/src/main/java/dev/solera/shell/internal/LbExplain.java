package dev.solera.shell.internal;

import dev.solera.api.Addresses;
import dev.solera.api.ApplianceException;
import dev.solera.api.ApplianceExplain;
import dev.solera.api.Explanation;
import dev.solera.api.Mode;
import dev.solera.api.VirtualServerStatus;
import java.io.PrintStream;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** Explains where a flow would go, or went, and why. */
@Service
@SuppressWarnings("NullAway.Init") // Karaf sets the annotated fields
@Command(
        scope = "lb",
        name = "explain",
        description = "Explains where a flow would go now and why, or where flows just served went",
        detailedDescription =
                """
                Runs the very code that serves, on every event loop, without serving and without moving a scheduler's position. Event loops
                have positions of their own: outcomes that differ are shown one after the other. With --last, flows of a sample that was
                taken as they were served; the name may then be left out.

                  lb:explain shop --src 192.0.2.7 --method GET --path /cart --header "host: shop.example"
                  lb:explain shop --last 5 --src 192.0.2.7
                """)
public final class LbExplain extends ViewCommand {
    private static final int MOST = 10_000;

    @Reference
    ApplianceExplain explain;

    @Argument(index = 0, name = "name", description = "The virtual server")
    @Completion(VirtualServerCompleter.class)
    @Nullable
    String name;

    @Argument(index = 1, name = "options", multiValued = true, description = "Options may also stand here")
    @Nullable
    List<String> trailing;

    @Option(name = "--src", description = "The client's address", valueToShowInHelp = "127.0.0.1")
    @Nullable
    String source;

    @Option(name = "--method", description = "The request's method", valueToShowInHelp = "GET")
    String method = "GET";

    @Option(name = "--path", description = "The request's target", valueToShowInHelp = "/")
    String path = "/";

    @Option(
            name = "--header",
            description = "A header of the request, name:value; may be given several times",
            multiValued = true)
    @Nullable
    List<String> headers;

    @Option(name = "--last", description = "Shows so many flows just served instead", valueToShowInHelp = "0")
    int last;

    @Override
    void show(PrintStream out, Instant now) {
        List<Explanation> explanations = last == 0 ? asked() : served();
        if (json) {
            out.println(Json.write(explanations.stream().map(LbExplain::fields).toList()));
        } else if (noFormat) {
            explanations.forEach(e -> out.println(Text.clean(
                    e.at() + "\t" + e.virtualServer() + "\t" + e.source() + "\t" + e.request() + "\t" + server(e))));
        } else {
            explanations.forEach(e -> print(out, e));
        }
    }

    private List<Explanation> asked() {
        if (name == null) {
            throw new IllegalArgumentException("name: none (expected: a virtual server, or --last)");
        }
        String server = name;
        boolean http = view.virtualServer(server)
                .map(VirtualServerStatus::config)
                .map(config -> config.mode() == Mode.HTTP)
                .orElseThrow(() -> new ApplianceException("no virtual server " + server));
        return explain.explain(new ApplianceExplain.Question(
                server,
                source == null ? Addresses.parseIp("127.0.0.1") : address(source),
                http ? method : null,
                http ? path : null,
                headers()));
    }

    private List<Explanation> served() {
        if (last < 1 || last > MOST) {
            throw new IllegalArgumentException("--last: " + last + " (expected: 1.." + MOST + ")");
        }
        return explain.last(last, name, source == null ? null : address(source));
    }

    private static InetAddress address(String text) {
        try {
            return Addresses.parseIp(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--src: " + text + " (expected: an address)", e);
        }
    }

    private Map<String, String> headers() {
        Map<String, String> all = new LinkedHashMap<>();
        for (String header : headers == null ? List.<String>of() : headers) {
            int colon = header.indexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException("--header: " + header + " (expected: name:value)");
            }
            all.put(
                    header.substring(0, colon).strip(),
                    header.substring(colon + 1).strip());
        }
        return all;
    }

    private void print(PrintStream out, Explanation e) {
        out.println(Text.clean(e.request() + " from " + e.source() + " to " + e.virtualServer() + ", "
                + (last == 0 ? "asked of " : "served by ") + e.by() + " at " + e.at()));
        int step = 1;
        for (String words : e.steps()) {
            out.println(Text.clean("  " + step++ + ". " + words));
        }
        out.println(Text.clean("  -> " + server(e)));
        Sheet sheet = new Sheet()
                .words("Server")
                .words("Picked")
                .number("Weight")
                .number("Flows")
                .words("Score")
                .words("Why not");
        for (Explanation.Candidate one : e.candidates()) {
            sheet.row(
                    candidate(one),
                    one.server(),
                    one.picked() ? "yes" : "",
                    one.eligible() ? one.weight() / 16.0 : null,
                    one.eligible() ? one.flows() : null,
                    one.score(),
                    one.why());
        }
        sheet.print(out, Sheet.Form.TABLE);
    }

    private static String server(Explanation e) {
        return e.server() == null ? "nobody" : e.server().toString();
    }

    private static Map<String, @Nullable Object> fields(Explanation e) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("at", e.at().toString());
        fields.put("virtualServer", e.virtualServer());
        fields.put("by", e.by());
        fields.put("source", e.source());
        fields.put("request", e.request());
        fields.put("steps", e.steps());
        fields.put("server", e.server() == null ? null : e.server().toString());
        List<Map<String, @Nullable Object>> candidates = new ArrayList<>();
        e.candidates().forEach(one -> candidates.add(candidate(one)));
        fields.put("candidates", candidates);
        return fields;
    }

    private static Map<String, @Nullable Object> candidate(Explanation.Candidate one) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("server", one.server().toString());
        fields.put("eligible", one.eligible());
        fields.put("why", one.why());
        fields.put("weight", one.weight() / 16.0);
        fields.put("flows", one.flows());
        fields.put("score", one.score());
        fields.put("picked", one.picked());
        return fields;
    }

    @Override
    List<String> trailing() {
        return trailing == null ? List.of() : trailing;
    }
}
