package dev.solera.ipvs.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads modules of the kernel. */
public interface Modules {
    /** Loads none. */
    Modules NONE = module -> false;

    /**
     * Loads a module with what it needs, if it is not there. Takes seconds at most.
     *
     * @return whether it is there now, as far as can be known
     */
    boolean load(String module);

    /** Loads them with modprobe(8), where that is installed. */
    static Modules modprobe() {
        return new Modprobe();
    }

    /** The command. It has no output worth reading when it is quiet, and is ended when it hangs. */
    final class Modprobe implements Modules {
        private static final Logger LOG = LoggerFactory.getLogger(Modules.class);
        private static final long LONGEST_SECONDS = 5;

        private Modprobe() {}

        @Override
        public boolean load(String module) {
            Optional<Path> command = Stream.of("/usr/sbin/modprobe", "/sbin/modprobe")
                    .map(Path::of)
                    .filter(Files::isExecutable)
                    .findFirst();
            return command.isPresent() && run(List.of(command.get().toString(), "-q", module));
        }

        private static boolean run(List<String> words) {
            try {
                Process process = new ProcessBuilder(words)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                process.getOutputStream().close();
                if (process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                    return process.exitValue() == 0;
                }
                process.destroyForcibly();
                LOG.warn("{}: did not end in {} s", String.join(" ", words), LONGEST_SECONDS);
            } catch (IOException e) {
                LOG.warn("{}: {}", String.join(" ", words), e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return false;
        }
    }
}
