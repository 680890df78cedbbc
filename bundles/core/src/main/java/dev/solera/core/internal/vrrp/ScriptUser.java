package dev.solera.core.internal.vrrp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * As whom scripts run: root hands them to somebody without privileges by {@code setpriv} (util-linux); everybody else runs them himself, without the
 * capabilities he may have. A script that somebody else could change is refused.
 */
final class ScriptUser {
    private static final List<String> DEFAULTS = List.of("solera-script", "nobody");
    private static final List<Path> SETPRIV = List.of(Path.of("/usr/bin/setpriv"), Path.of("/bin/setpriv"));
    private static final int GROUP_OR_OTHERS_WRITE = 022;
    private static final int STICKY = 01000;

    private final int self;
    private final Path passwd;
    private final @Nullable Path setpriv;

    /**
     * Makes one.
     *
     * @param self own user identifier
     * @param passwd where users are listed (passwd(5))
     * @param setpriv null when it is missing
     */
    ScriptUser(int self, Path passwd, @Nullable Path setpriv) {
        this.self = self;
        this.passwd = passwd;
        this.setpriv = setpriv;
    }

    static ScriptUser ofThisHost() {
        int self;
        try {
            self = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            self = -1; // nobody that could change to another
        }
        return new ScriptUser(
                self,
                Path.of("/etc/passwd"),
                SETPRIV.stream().filter(Files::isExecutable).findFirst().orElse(null));
    }

    /**
     * Returns what to execute.
     *
     * @param user asked for, null for the default
     * @throws IOException with the reason when the script is not to be run
     */
    List<String> command(List<String> script, @Nullable String user) throws IOException {
        refuseUnlessSafe(Path.of(script.get(0)));
        List<String> command = new ArrayList<>();
        if (self == 0) {
            if (setpriv == null) {
                throw new IOException(
                        "setpriv is missing (expected: package util-linux), and scripts do not run as root");
            }
            Account account = account(user);
            if (account.uid.equals("0")) {
                throw new IOException("user " + account.name + " is root (expected: a user without privileges)");
            }
            command.addAll(List.of(
                    setpriv.toString(),
                    "--reuid=" + account.uid,
                    "--regid=" + account.gid,
                    "--clear-groups",
                    "--inh-caps=-all",
                    "--"));
        } else if (setpriv != null) {
            command.addAll(List.of(setpriv.toString(), "--inh-caps=-all", "--ambient-caps=-all", "--"));
        }
        command.addAll(script);
        return command;
    }

    private Account account(@Nullable String user) throws IOException {
        List<Account> accounts = new ArrayList<>();
        for (String line : Files.readAllLines(passwd)) {
            String[] fields = line.split(":");
            if (fields.length >= 4) {
                accounts.add(new Account(fields[0], fields[2], fields[3]));
            }
        }
        for (String name : user == null ? DEFAULTS : List.of(user)) {
            for (Account account : accounts) {
                if (account.name.equals(name)) {
                    return account;
                }
            }
        }
        throw new IOException(
                user == null
                        ? "no user solera-script or nobody in " + passwd + " to run it"
                        : "no user " + user + " in " + passwd);
    }

    private void refuseUnlessSafe(Path script) throws IOException {
        if (!Files.exists(script)) {
            throw new IOException("no such file: " + script);
        }
        Path real = script.toRealPath();
        if (!Files.isRegularFile(real)) {
            throw new IOException("not a file: " + script);
        }
        int owner = attribute(real, "unix:uid");
        // A symbolic link may be turned elsewhere where it stands, so both ways to the script count.
        Set<Path> chain = new LinkedHashSet<>();
        for (Path path = real; path != null; path = path.getParent()) {
            chain.add(path);
        }
        for (Path path = script.toAbsolutePath().normalize().getParent(); path != null; path = path.getParent()) {
            chain.add(path);
        }
        for (Path path : chain) {
            int mode = attribute(path, "unix:mode");
            int uid = attribute(path, "unix:uid");
            // In a sticky folder nobody can replace what is another's.
            boolean guarded = Files.isDirectory(path) && (mode & STICKY) != 0;
            boolean open = (mode & GROUP_OR_OTHERS_WRITE) != 0 && !guarded;
            if (open || uid != 0 && uid != self && uid != owner) {
                throw new IOException(
                        "refused: others than root and its owner may write " + path + " (expected: mode go-w)");
            }
        }
    }

    private static int attribute(Path path, String name) throws IOException {
        try {
            return (int) Files.getAttribute(path, name);
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            throw new IOException("nobody can tell who may write " + path, e);
        }
    }

    private record Account(String name, String uid, String gid) {}
}
