package dev.solera.api;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Says which role a shell command or an MBean operation needs. It is read from {@code roles.table} beside this class and feeds the
 * command ACLs and the Jolokia restrictor alike. Immutable.
 */
public final class Roles {
    private static final Roles STANDARD = read();

    private final Map<String, Role> commands = new TreeMap<>();
    private final Map<String, Role> operations = new TreeMap<>();

    private Roles(BufferedReader lines) throws IOException {
        String line;
        while ((line = lines.readLine()) != null) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] words = line.trim().split(" +");
            if (words.length != 2 || words[1].indexOf(':') < 0 == words[1].indexOf('.') < 0) {
                throw new IllegalArgumentException(line + " (expected: role, then scope:command or Type.operation)");
            }
            Role role = Role.valueOf(words[0].toUpperCase(Locale.ROOT));
            Map<String, Role> table = words[1].indexOf(':') < 0 ? operations : commands;
            if (table.put(words[1], role) != null) {
                throw new IllegalArgumentException(words[1] + " stands twice in the role table");
            }
        }
    }

    /** Returns the table of this version of Solera. */
    public static Roles standard() {
        return STANDARD;
    }

    /** Returns the role that {@code scope:name} needs; admin when the table does not name it. */
    public Role command(String scope, String name) {
        return commands.getOrDefault(scope + ":" + name, Role.ADMIN);
    }

    /**
     * Returns the role that an operation needs, or nothing when nobody may call it.
     *
     * @param type value of the key {@code type} of the MBean's name, such as {@code RealServer}
     * @param operation its name without parameters
     */
    public Optional<Role> operation(String type, String operation) {
        return Optional.ofNullable(operations.get(type + "." + operation));
    }

    /** Returns the commands named in the table as {@code scope:name}. */
    public SortedSet<String> commands() {
        return new TreeSet<>(commands.keySet());
    }

    /** Returns the operations named in the table as {@code Type.operation}. */
    public SortedSet<String> operations() {
        return new TreeSet<>(operations.keySet());
    }

    private static Roles read() {
        try (InputStream in = Roles.class.getResourceAsStream("roles.table")) {
            if (in == null) {
                throw new IllegalStateException("roles.table is missing beside " + Roles.class.getName());
            }
            return new Roles(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read roles.table", e);
        }
    }
}
