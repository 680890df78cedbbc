package dev.solera.shell.internal;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.PrivilegedAction;
import java.util.List;
import javax.security.auth.Subject;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.jaas.boot.principal.UserPrincipal;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs command lines in Karaf's shell, each in a session of its own without a terminal, as a user with all roles: who can read the
 * control file owns the appliance's files anyway.
 */
final class KarafCommands implements CommandRunner {
    private static final Logger log = LoggerFactory.getLogger(KarafCommands.class);

    private static final List<String> ROLES = List.of("admin", "manager", "viewer", "group", "systembundles", "ssh");
    /** Gogo's own exceptions, which its bundle does not export. */
    private static final List<String> USAGE_ERRORS = List.of("CommandNotFoundException", "SyntaxError", "EOFError");

    private final SessionFactory sessions;

    KarafCommands(SessionFactory sessions) {
        this.sessions = sessions;
    }

    @Override
    @SuppressWarnings("removal") // Karaf 4.4 runs on 17 and 21 and reads the subject this way itself
    public int run(String user, String command, OutputStream out, OutputStream err) {
        Subject subject = new Subject();
        subject.getPrincipals().add(new UserPrincipal(user));
        ROLES.forEach(role -> subject.getPrincipals().add(new RolePrincipal(role)));
        PrintStream outLines = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream errLines = new PrintStream(err, true, StandardCharsets.UTF_8);
        try {
            return Subject.doAs(subject, (PrivilegedAction<Integer>) () -> execute(user, command, outLines, errLines));
        } finally {
            outLines.flush();
            errLines.flush();
        }
    }

    private int execute(String user, String command, PrintStream out, PrintStream err) {
        try (OneCommand session = new OneCommand(sessions.create(InputStream.nullInputStream(), out, err))) {
            session.run(user, command, out);
            return OK;
        } catch (Exception | LinkageError | StackOverflowError e) {
            err.println(Text.cleanLines(message(e)));
            return code(e);
        }
    }

    private static int code(Throwable e) {
        if (e instanceof NotPersistedException) {
            return NOT_PERSISTED;
        }
        if (e instanceof IllegalArgumentException
                || e instanceof CommandException
                || e instanceof StringIndexOutOfBoundsException
                || USAGE_ERRORS.contains(e.getClass().getSimpleName())) {
            return USAGE;
        }
        return ERROR;
    }

    private static String message(Throwable e) {
        log.debug("command failed", e);
        if (e instanceof StringIndexOutOfBoundsException) { // what Gogo's parser does at an open quote
            return "command line: cannot be read (expected: quotes and brackets in pairs)";
        }
        @Nullable String message = e.getMessage();
        return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
    }

    /** A session for one command. */
    private record OneCommand(Session session) implements AutoCloseable {
        void run(String user, String command, PrintStream out) throws Exception {
            session.put("USER", user);
            try {
                Object result = session.execute(command);
                if (result != null) {
                    out.println(text(result));
                }
            } finally {
                if (Thread.interrupted()) {
                    stopJob();
                }
            }
        }

        private Object text(Object result) {
            return session.get(".commandSession") instanceof CommandSession gogo
                    ? gogo.format(result, Converter.INSPECT)
                    : result;
        }

        /** Interrupts what still runs: Gogo runs a pipe on threads of its own, and closing the session ends those. */
        private void stopJob() {
            if (session.get(".commandSession") instanceof CommandSession gogo && gogo.foregroundJob() != null) {
                gogo.foregroundJob().interrupt();
            }
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
