package dev.solera.shell.internal;

import dev.solera.api.Caller;
import java.security.AccessController;
import javax.security.auth.Subject;
import org.apache.karaf.jaas.boot.principal.UserPrincipal;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;

/** Finds out who runs a command. */
final class Callers {
    private Callers() {}

    /** Returns the user logged in on this thread, else the session's {@code USER}, else {@code unknown}. */
    static Caller of(Session session) {
        Subject subject = subject();
        if (subject != null) {
            for (UserPrincipal user : subject.getPrincipals(UserPrincipal.class)) {
                return new Caller(user.getName(), "shell");
            }
        }
        Object user = session.get("USER");
        return new Caller(user == null ? "unknown" : user.toString(), "shell");
    }

    // Karaf 4.4 runs on 17 and 21, where this is the way, and its replacement is not there yet.
    @SuppressWarnings("removal")
    private static @Nullable Subject subject() {
        return Subject.getSubject(AccessController.getContext());
    }
}
