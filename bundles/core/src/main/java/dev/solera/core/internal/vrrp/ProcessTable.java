package dev.solera.core.internal.vrrp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The processes of the host, from {@code /proc} (proc(5)). */
final class ProcessTable {
    /** The kernel keeps so much of a name in {@code comm}. */
    private static final int COMM_LENGTH = 15;

    private final Path proc;

    /** Reads below {@code proc}. */
    ProcessTable(Path proc) {
        this.proc = proc;
    }

    /** Returns how many processes run each program of {@code commands}, which are names or full paths; those that none runs may be missing. */
    Map<String, Integer> count(Set<String> commands) {
        Map<String, Integer> count = new HashMap<>();
        try (DirectoryStream<Path> pids = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path pid : pids) {
                countOne(pid, commands, count);
            }
        } catch (IOException | DirectoryIteratorException e) {
            return count; // without /proc nothing is known to run
        }
        return count;
    }

    private static void countOne(Path pid, Set<String> commands, Map<String, Integer> count) {
        try {
            String line = Files.readString(pid.resolve("cmdline"), StandardCharsets.ISO_8859_1);
            if (line.isEmpty()) {
                return; // a kernel thread or a zombie
            }
            String program = utf8(line.split("\0", 2)[0]);
            String comm = utf8(Files.readString(pid.resolve("comm"), StandardCharsets.ISO_8859_1)
                    .strip());
            for (String command : commands) {
                boolean runs = command.startsWith("/")
                        ? program.equals(command) || executable(pid).equals(command)
                        : comm.equals(command.substring(0, Math.min(command.length(), COMM_LENGTH)))
                                || program.substring(program.lastIndexOf('/') + 1)
                                        .equals(command);
                if (runs) {
                    count.merge(command, 1, Integer::sum);
                }
            }
        } catch (IOException e) {
            return; // it has ended meanwhile
        }
    }

    private static String utf8(String latin) {
        return new String(latin.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static String executable(Path pid) {
        try {
            return Files.readSymbolicLink(pid.resolve("exe")).toString();
        } catch (IOException | SecurityException e) {
            return ""; // somebody else's, and we are not root
        }
    }
}
