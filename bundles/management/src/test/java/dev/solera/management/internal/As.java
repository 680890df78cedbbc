package dev.solera.management.internal;

import java.security.PrivilegedAction;
import java.util.function.Supplier;
import javax.security.auth.Subject;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.jaas.boot.principal.UserPrincipal;

/** Runs something as a logged-in user. */
final class As {
    private As() {}

    static Subject subject(String user, String... roles) {
        Subject subject = new Subject();
        subject.getPrincipals().add(new UserPrincipal(user));
        for (String role : roles) {
            subject.getPrincipals().add(new RolePrincipal(role));
        }
        return subject;
    }

    @SuppressWarnings("removal")
    static <T> T user(Subject subject, Supplier<T> action) {
        return Subject.doAs(subject, (PrivilegedAction<T>) action::get);
    }
}
