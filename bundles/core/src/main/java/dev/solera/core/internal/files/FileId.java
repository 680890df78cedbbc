package dev.solera.core.internal.files;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a file is by its name: {@code solera.<kind>.cfg} or {@code solera.<kind>-<name>.cfg}.
 *
 * @param kind such as {@code pool}
 * @param name of the object; null for a singleton
 */
public record FileId(String kind, @Nullable String name) {
    /** The form of every name that an operator gives. */
    public static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*");

    private static final Pattern FILE = Pattern.compile("solera\\.([a-z]+)(?:-(.*))?\\.cfg");

    /** Kinds of which there is one file without a name. */
    public static final List<String> SINGLETONS = List.of("appliance", "ipvs", "proxy");

    /** Kinds of which there is one file for each object. */
    public static final List<String> FACTORIES = List.of("virtualserver", "pool", "vrrp", "syncgroup");

    /** Returns what {@code fileName} is, or nothing when no file of this appliance is called that. */
    public static Optional<FileId> of(String fileName) {
        Matcher m = FILE.matcher(fileName);
        if (!m.matches()) {
            return Optional.empty();
        }
        String kind = m.group(1);
        String name = m.group(2);
        boolean known = name == null
                ? SINGLETONS.contains(kind)
                : FACTORIES.contains(kind) && NAME.matcher(name).matches();
        return known ? Optional.of(new FileId(kind, name)) : Optional.empty();
    }

    /** Returns the persistent identity under which the file's content is published: {@code solera.pool~web}. */
    public String pid() {
        return name == null ? "solera." + kind : "solera." + kind + "~" + name;
    }

    /** Returns the file's name. */
    public String fileName() {
        return name == null ? "solera." + kind + ".cfg" : "solera." + kind + "-" + name + ".cfg";
    }

    /** Returns the object's name, or the kind for a singleton. */
    public String label() {
        return name == null ? kind : name;
    }
}
