package dev.solera.itests.netns;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the kernel of a host says about its addresses while this is open. */
final class AddressLog implements AutoCloseable {
    private static final Pattern LINE = Pattern.compile("(Deleted )?[0-9]+: (\\S+)\\s+inet6? ((\\S+)/[0-9]+) .*");
    private static final String MARK = "127.9.9.9";

    private final Host host;
    private final Process process;
    private final List<String> lines = new ArrayList<>();

    private AddressLog(Host host) {
        this.host = host;
        process = host.pipe("stdbuf", "-oL", "ip", "-o", "monitor", "address");
        Thread reader = new Thread(this::read, "address log");
        reader.setDaemon(true);
        reader.start();
    }

    /** Begins; what happens after this returns is noted. */
    static AddressLog of(Host host) {
        AddressLog log = new AddressLog(host);
        log.mark();
        synchronized (log.lines) {
            log.lines.clear();
            host.run("ip", "-o", "addr", "show").lines().forEach(log.lines::add);
        }
        return log;
    }

    /** Returns the addresses that were there in no form for however short a time, in order. One that gets another prefix is there all the time. */
    List<String> vanished() {
        mark();
        Map<String, Set<String>> forms = new HashMap<>();
        List<String> vanished = new ArrayList<>();
        synchronized (lines) {
            for (String line : lines) {
                Matcher m = LINE.matcher(line);
                if (m.matches() && !m.group(4).equals(MARK)) {
                    Set<String> there = forms.computeIfAbsent(m.group(4), a -> new HashSet<>());
                    if (m.group(1) == null) {
                        there.add(m.group(2) + " " + m.group(3));
                    } else if (there.remove(m.group(2) + " " + m.group(3)) && there.isEmpty()) {
                        vanished.add(m.group(4));
                    }
                }
            }
        }
        return vanished;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        await("ip monitor has ended").atMost(Duration.ofSeconds(5)).until(() -> !process.isAlive());
    }

    /** Makes a change of its own until that is heard: what was before has been heard then. */
    private void mark() {
        int before = marks();
        await("ip monitor hears").atMost(Duration.ofSeconds(5)).until(() -> {
            host.run("ip", "addr", "add", MARK + "/32", "dev", "lo");
            host.run("ip", "addr", "del", MARK + "/32", "dev", "lo");
            return marks() > before;
        });
    }

    private int marks() {
        synchronized (lines) {
            return (int) lines.stream().filter(line -> line.contains(MARK)).count();
        }
    }

    private void read() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                synchronized (lines) {
                    lines.add(line);
                }
            }
        } catch (IOException e) {
            // It has ended.
        }
    }
}
