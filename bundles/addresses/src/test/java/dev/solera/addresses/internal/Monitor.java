package dev.solera.addresses.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** {@code ip -o monitor address} inside a namespace. */
final class Monitor implements AutoCloseable {
    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private Monitor(Process process) {
        this.process = process;
        Thread reader = new Thread(this::read, "monitor");
        reader.setDaemon(true);
        reader.start();
    }

    /** Returns when it hears. */
    static Monitor of(Namespace namespace) throws Exception {
        Process process = new ProcessBuilder("ip", "-n", namespace.name(), "-o", "monitor", "address").start();
        Monitor monitor = new Monitor(process);
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        for (int i = 1; System.nanoTime() - endNanos < 0; i++) { // a mark that is heard
            String mark = "203.0.113." + (i % 200 + 1) + "/32";
            namespace.ip("addr", "add", mark, "dev", "eth1");
            namespace.ip("addr", "del", mark, "dev", "eth1");
            String line = monitor.lines.poll(200, TimeUnit.MILLISECONDS);
            while (line != null) {
                if (line.contains("Deleted") && line.contains(mark)) {
                    return monitor;
                }
                line = monitor.lines.poll(50, TimeUnit.MILLISECONDS);
            }
        }
        monitor.close();
        throw new AssertionError("ip monitor: heard nothing in 20 s");
    }

    private void read() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add("closed: " + e.getMessage());
        }
    }

    /** What was heard up to a line that has {@code pattern} in it, that one too; within 20 s. */
    List<String> until(String pattern) throws InterruptedException {
        Pattern wanted = Pattern.compile(pattern);
        List<String> heard = new ArrayList<>();
        String line = "";
        while (line != null && !wanted.matcher(line).find()) {
            line = lines.poll(20, TimeUnit.SECONDS);
            heard.add(String.valueOf(line));
        }
        if (line == null) {
            throw new AssertionError("ip monitor: no " + pattern + " in 20 s after " + heard);
        }
        return heard;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
