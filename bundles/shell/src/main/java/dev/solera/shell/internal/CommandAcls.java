package dev.solera.shell.internal;

import dev.solera.api.Role;
import dev.solera.api.Roles;
import java.io.IOException;
import java.util.Dictionary;
import java.util.Enumeration;
import java.util.Hashtable;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * Publishes who may run which command, as Karaf's command ACLs: one configuration a scope, from the role table.
 *
 * <p>Karaf compares role names and knows no order among them, so each command lists every role that may run it. A file of the
 * operator's own ({@code etc/org.apache.karaf.command.acl.<scope>.cfg}) wins over the table.
 */
final class CommandAcls {
    private static final String PID = "org.apache.karaf.command.acl.";
    private static final String FROM_FILE = "felix.fileinstall.filename";

    private CommandAcls() {}

    /** Returns the ACL of every scope that has commands, by scope. */
    @SuppressWarnings("JdkObsolete") // ConfigurationAdmin takes a Dictionary
    static Map<String, Dictionary<String, Object>> of(Roles roles) {
        Map<String, Dictionary<String, Object>> acls = new TreeMap<>();
        for (String command : roles.commands()) {
            int colon = command.indexOf(':');
            String scope = command.substring(0, colon);
            String name = command.substring(colon + 1);
            acls.computeIfAbsent(scope, s -> new Hashtable<>()).put(name, list(roles.command(scope, name)));
        }
        acls.values().forEach(acl -> acl.put("*", list(Role.ADMIN)));
        return acls;
    }

    /** Publishes the ACLs; those that stand there already cost nothing. */
    static void publish(ConfigurationAdmin admin, Roles roles) throws IOException {
        for (Map.Entry<String, Dictionary<String, Object>> acl : of(roles).entrySet()) {
            Configuration configuration = admin.getConfiguration(PID + acl.getKey(), null);
            Dictionary<String, Object> present = configuration.getProperties();
            if (present == null || present.get(FROM_FILE) == null && !same(present, acl.getValue())) {
                configuration.update(acl.getValue());
            }
        }
    }

    private static String list(Role role) {
        return String.join(",", role.holders().stream().map(Role::text).toList());
    }

    private static boolean same(Dictionary<String, Object> present, Dictionary<String, Object> wanted) {
        return own(present).equals(own(wanted));
    }

    private static Map<String, @Nullable Object> own(Dictionary<String, Object> properties) {
        Map<String, @Nullable Object> own = new TreeMap<>();
        for (Enumeration<String> keys = properties.keys(); keys.hasMoreElements(); ) {
            String key = keys.nextElement();
            if (!key.startsWith("service.")) {
                own.put(key, properties.get(key));
            }
        }
        return own;
    }
}
