package dev.solera.core.internal.vrrp;

import dev.solera.core.internal.model.TrackSettings.Script;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs scripts as programs of their own: no shell, nothing on standard input, a minimal environment, as {@link ScriptUser} says. At most 32 at once; more
 * wait.
 */
final class HostScripts implements ScriptRunner {
    private static final int MOST_THREADS = 32;
    private static final long GLANCE_MS = 10;
    private static final long LAST_WORD_MS = 500;
    private static final int MOST_OUTPUT = 200;
    private static final Path NOTHING = Path.of("/dev/null");

    private final ScriptUser users;
    private final ThreadPoolExecutor threads;

    HostScripts() {
        this(ScriptUser.ofThisHost());
    }

    HostScripts(ScriptUser users) {
        this.users = users;
        this.threads = new ThreadPoolExecutor(
                MOST_THREADS, MOST_THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "solera-script");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public Run start(Script script, Consumer<Result> done) {
        Task task = new Task(script, done);
        threads.execute(task);
        return task;
    }

    @Override
    public void close() {
        threads.shutdown();
    }

    private final class Task implements Runnable, Run {
        private final Script script;
        private final Consumer<Result> done;
        private volatile boolean cancelled;

        Task(Script script, Consumer<Result> done) {
            this.script = script;
            this.done = done;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }

        @Override
        public void run() {
            Result result = cancelled ? new Result(false, "") : result();
            if (!cancelled) {
                done.accept(result);
            }
        }

        private Result result() {
            List<String> command;
            try {
                command = users.command(script.command(), script.user());
            } catch (IOException e) {
                return new Result(false, String.valueOf(e.getMessage()));
            }
            try {
                return ended(started(command));
            } catch (IOException e) {
                return new Result(false, "cannot be started: " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new Result(false, "was not waited for");
            }
        }

        private Process started(List<String> command) throws IOException {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(Path.of("/").toFile())
                    .redirectInput(NOTHING.toFile())
                    .redirectErrorStream(true);
            Map<String, String> environment = builder.environment();
            environment.clear();
            environment.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
            environment.put("LANG", "C.UTF-8");
            return builder.start();
        }

        private Result ended(Process process) throws IOException, InterruptedException {
            long start = System.nanoTime();
            Output output = new Output();
            boolean exited = false;
            try (InputStream in = process.getInputStream()) {
                while (!exited
                        && !cancelled
                        && System.nanoTime() - start < script.timeout().toNanos()) {
                    exited = process.waitFor(GLANCE_MS, TimeUnit.MILLISECONDS);
                    output.take(in);
                }
            } finally {
                if (!exited) {
                    end(process);
                }
            }
            String said = output.firstLine();
            String words = said.isEmpty() ? "" : ": " + said;
            if (!exited) {
                return new Result(false, "not done within " + script.timeout().toMillis() + " ms" + words);
            }
            int code = process.exitValue();
            return new Result(code == 0, "exited with " + code + words);
        }
    }

    /** Asks a program and what it has started to end, and makes them if they do not. */
    private static void end(Process process) throws InterruptedException {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroy();
        all.forEach(ProcessHandle::destroy);
        process.waitFor(LAST_WORD_MS, TimeUnit.MILLISECONDS);
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        process.waitFor(Duration.ofSeconds(1).toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What a script prints: kept are its first characters, the rest is read and forgotten. */
    private static final class Output {
        private final StringBuilder kept = new StringBuilder();
        private final byte[] buffer = new byte[4096];

        void take(InputStream in) throws IOException {
            while (in.available() > 0) {
                int read = in.read(buffer, 0, Math.min(buffer.length, in.available()));
                if (read < 0) {
                    return;
                }
                if (kept.length() < 2 * MOST_OUTPUT) {
                    kept.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
                }
            }
        }

        String firstLine() {
            String line = kept.toString()
                    .strip()
                    .split("\\R", 2)[0]
                    .replaceAll("\\p{Cntrl}", " ")
                    .strip();
            return line.length() <= MOST_OUTPUT ? line : line.substring(0, MOST_OUTPUT) + "…";
        }
    }
}
