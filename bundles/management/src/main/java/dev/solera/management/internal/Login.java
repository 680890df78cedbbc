package dev.solera.management.internal;

import dev.solera.api.Role;
import java.security.AccessController;
import java.util.EnumSet;
import java.util.Set;
import javax.security.auth.Subject;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.jaas.boot.principal.UserPrincipal;
import org.jspecify.annotations.Nullable;

/** Says who is logged in on the calling thread. */
final class Login {
    private Login() {}

    /** Returns the user, {@code unknown} when nobody is logged in: a JMX client inside this JVM. */
    static String user() {
        Subject subject = subject();
        if (subject != null) {
            for (UserPrincipal user : subject.getPrincipals(UserPrincipal.class)) {
                return user.getName();
            }
        }
        return "unknown";
    }

    /** Returns whether somebody is logged in who may do what {@code needed} allows. */
    static boolean has(Role needed) {
        Subject subject = subject();
        if (subject == null) {
            return false;
        }
        return roles(subject).stream().anyMatch(role -> role.includes(needed));
    }

    static Set<Role> roles(Subject subject) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (RolePrincipal principal : subject.getPrincipals(RolePrincipal.class)) {
            for (Role role : Role.values()) {
                if (role.text().equals(principal.getName())) {
                    roles.add(role);
                }
            }
        }
        return roles;
    }

    /** Returns who is logged in, null for nobody. */
    @SuppressWarnings("removal") // Karaf 4.4 runs on 17 and 21, and Jolokia 1 passes the subject this way
    static @Nullable Subject subject() {
        return Subject.getSubject(AccessController.getContext());
    }
}
