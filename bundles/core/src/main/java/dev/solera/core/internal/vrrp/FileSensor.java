package dev.solera.core.internal.vrrp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The number in a file, read when the file has changed. A file that is not there, or holds none, counts as 0. */
final class FileSensor {
    private static final int MOST_BYTES = 64;
    private static final int MOST = 1_000_000;
    private static final Pattern NUMBER = Pattern.compile("\\s*([+-]?[0-9]{1,18}).*", Pattern.DOTALL);

    private final Path path;
    private String stamp = "";
    private Reading last = Reading.unknown("not known yet");

    FileSensor(Path path) {
        this.path = path;
    }

    Reading look() {
        String now;
        try {
            BasicFileAttributes a = Files.readAttributes(path, BasicFileAttributes.class);
            if (!a.isRegularFile()) {
                return zero("not a file");
            }
            now = a.size() + " " + a.lastModifiedTime() + " " + a.fileKey();
        } catch (IOException e) {
            return zero("no such file");
        }
        if (now.equals(stamp)) {
            return last;
        }
        try (InputStream in = Files.newInputStream(path)) {
            Matcher m = NUMBER.matcher(new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
            if (!m.matches()) {
                return zero("no number in it");
            }
            long number = Math.max(-MOST, Math.min(MOST, Long.parseLong(m.group(1))));
            last = Reading.number((int) number, "holds " + number);
            stamp = now;
            return last;
        } catch (IOException e) {
            return zero("cannot be read: " + e.getClass().getSimpleName());
        }
    }

    private Reading zero(String why) {
        stamp = "";
        return Reading.number(0, why + ", counts as 0");
    }
}
