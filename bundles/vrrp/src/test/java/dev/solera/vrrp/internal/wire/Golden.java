package dev.solera.vrrp.internal.wire;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.solera.spi.MacAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Frames recorded from keepalived 2.2.7. */
final class Golden {
    static final MacAddress MAC = MacAddress.parse("02:00:00:00:00:0a");
    static final IpAddress SOURCE = IpAddress.parse("10.9.0.1");
    static final IpAddress SOURCE_V6 = IpAddress.parse("fe80::ff:fe00:a");
    static final List<IpAddress> VIPS = List.of(IpAddress.parse("10.9.0.100"), IpAddress.parse("10.9.0.101"));
    static final List<IpAddress> VIPS_V6 = List.of(IpAddress.parse("fe80::100"), IpAddress.parse("2001:db8::100"));

    private static final Path FILE = Path.of(System.getProperty("solera.shared", ""), "golden", "vrrp-frames.txt");

    private Golden() {}

    /** Returns the frames of a kind, such as VRRP4, in a section, such as v2pass; skips the test when the recording is not there. */
    static List<String> frames(String section, String kind) {
        assumeTrue(Files.isReadable(FILE), "skipped: no recorded frames at " + FILE + " (solera.shared)");
        List<String> frames = new ArrayList<>();
        String current = "";
        try {
            for (String line : Files.readAllLines(FILE)) {
                String[] words = line.split(" ");
                if (line.startsWith("## ")) {
                    current = words[1];
                } else if (!line.startsWith("#") && current.equals(section) && words[1].equals(kind)) {
                    frames.add(words[2]);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("recorded frames at " + FILE, e);
        }
        return frames;
    }

    static AdvertFormat format(int version, long intervalMillis, Password password) {
        return new AdvertFormat(version, false, 51, intervalMillis * 1_000_000, VIPS, password, true, true);
    }

    static AdvertFormat formatV6() {
        return new AdvertFormat(3, true, 51, 1_000_000_000L, VIPS_V6, null, true, true);
    }

    static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }

    static String hex(ByteBuffer frame) {
        byte[] bytes = new byte[frame.remaining()];
        frame.get(frame.position(), bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
