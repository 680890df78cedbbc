package dev.solera.proxy.internal.proxyprotocol;

import dev.solera.proxy.internal.proxyprotocol.ProxyHeader.Field;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Reads one header. Bytes behind it stay where they are. */
public final class HeaderReader {
    static final byte[] V1 = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    static final byte[] V2 = {0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};

    /** The longest line of version 1 with its CRLF (§2.1). */
    private static final int LINE_BYTES = 107;

    private static final int V2_FIXED_BYTES = 16;

    private byte[] bytes = new byte[LINE_BYTES + 1];
    private int length;
    private @Nullable ProxyHeader header;
    private String problem = "";

    /** How reading stands. */
    public enum State {
        MORE,
        /** The header is complete. */
        DONE,
        /** What came is no header from its first byte on. */
        ABSENT,
        /** What came begins like a header and is none. */
        BAD
    }

    /** Takes bytes up to the end of the header. Nothing is taken of what is {@link State#ABSENT}, if it is found out in one call. */
    public State feed(ByteBuf in) {
        int before = length;
        while (in.isReadable()) {
            int wanted = wanted();
            int n = Math.min(wanted - length, in.readableBytes());
            if (bytes.length < length + n) {
                bytes = Arrays.copyOf(bytes, Math.max(wanted, 2 * bytes.length));
            }
            in.readBytes(bytes, length, n);
            length += n;
            State state = look();
            if (state == State.ABSENT) {
                in.readerIndex(in.readerIndex() - (length - before));
                length = before;
            }
            if (state != State.MORE) {
                return state;
            }
        }
        return State.MORE;
    }

    /** Returns how many bytes there have to be for the next look: of a line one more, for its end is not known before. */
    private int wanted() {
        if (length < V1.length) {
            return V1.length;
        }
        if (bytes[0] == V1[0]) {
            return length + 1;
        }
        return length < V2_FIXED_BYTES ? V2_FIXED_BYTES : V2_FIXED_BYTES + word(14);
    }

    private State look() {
        byte[] magic = bytes[0] == V1[0] ? V1 : V2;
        int known = Math.min(length, magic.length);
        if (!Arrays.equals(bytes, 0, known, magic, 0, known)) {
            return State.ABSENT;
        }
        return magic == V1 ? line() : binary();
    }

    /** Returns what came before it was clear that it is no header. */
    public byte[] taken() {
        return Arrays.copyOf(bytes, length);
    }

    /** Returns the header that is {@link State#DONE}. */
    public ProxyHeader header() {
        return java.util.Objects.requireNonNull(header);
    }

    /** Returns why it is {@link State#BAD}. */
    public String problem() {
        return problem;
    }

    private State bad(String why) {
        problem = why;
        return State.BAD;
    }

    private State done(
            @Nullable InetSocketAddress source, @Nullable InetSocketAddress destination, List<Field> fields) {
        header = new ProxyHeader(source, destination, fields);
        return State.DONE;
    }

    // ---- version 1

    private State line() {
        byte last = bytes[length - 1];
        if (length > 1 && bytes[length - 2] == '\r') {
            return last == '\n' ? words() : bad("a CR within the line");
        }
        if (last != '\r' && (last < ' ' || last > '~')) {
            return bad("a control character in the line");
        }
        return length >= LINE_BYTES ? bad("a line longer than " + LINE_BYTES + " bytes") : State.MORE;
    }

    private State words() {
        String[] words = new String(bytes, V1.length, length - V1.length - 2, StandardCharsets.US_ASCII).split(" ", -1);
        if (words[0].equals("UNKNOWN")) {
            return done(null, null, List.of()); // §2.1: what follows it is not to be looked at
        }
        boolean v6 = words[0].equals("TCP6");
        if (!v6 && !words[0].equals("TCP4")) {
            return bad("a family other than TCP4, TCP6 and UNKNOWN");
        }
        if (words.length != 5) {
            return bad("a line that is not: family, two addresses, two ports");
        }
        InetSocketAddress source = address(words[1], words[3], v6);
        InetSocketAddress destination = address(words[2], words[4], v6);
        return source == null || destination == null
                ? bad("an invalid address or port")
                : done(source, destination, List.of());
    }

    private static @Nullable InetSocketAddress address(String host, String port, boolean v6) {
        if (!port.matches("0|[1-9][0-9]{0,4}") || Integer.parseInt(port) > 65535) {
            return null;
        }
        boolean shape = v6 ? host.matches("[0-9a-fA-F:.]{2,45}") && host.indexOf(':') >= 0 : host.matches(DOTTED);
        if (!shape) {
            return null;
        }
        try {
            InetAddress address = InetAddress.getByName(host); // a literal: nobody is asked
            return new InetSocketAddress(address, Integer.parseInt(port));
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private static final String OCTET = "(0|[1-9][0-9]?|1[0-9][0-9]|2[0-4][0-9]|25[0-5])";
    private static final String DOTTED = OCTET + "(\\." + OCTET + "){3}";

    // ---- version 2

    private State binary() {
        if (length < V2_FIXED_BYTES) {
            return State.MORE;
        }
        int versionAndCommand = bytes[12] & 0xff;
        if (versionAndCommand != 0x20 && versionAndCommand != 0x21) {
            return bad("a version other than 2, or a command other than LOCAL and PROXY");
        }
        int rest = word(14);
        if (rest > ProxyHeader.MAX_BYTES) {
            return bad("a header longer than " + ProxyHeader.MAX_BYTES + " bytes");
        }
        if (length < V2_FIXED_BYTES + rest) {
            return State.MORE;
        }
        if (versionAndCommand == 0x20) {
            return done(null, null, List.of()); // §2.2: LOCAL, whatever else it says
        }
        int family = bytes[13] & 0xff;
        int addresses =
                switch (family) {
                    case 0x00 -> 0;
                    case 0x11 -> 12;
                    case 0x21 -> 36;
                    case 0x31 -> 216;
                    default -> -1;
                };
        if (addresses < 0) {
            return bad("a family or a transport that no stream has");
        }
        if (rest < addresses) {
            return bad("a length that has no room for its addresses");
        }
        List<Field> fields = new ArrayList<>();
        String wrong = fields(V2_FIXED_BYTES + addresses, fields);
        if (wrong != null) {
            return bad(wrong);
        }
        int bytesEach = family == 0x11 ? 4 : 16;
        return family == 0x11 || family == 0x21
                ? done(
                        binaryAddress(V2_FIXED_BYTES, bytesEach, V2_FIXED_BYTES + 2 * bytesEach),
                        binaryAddress(V2_FIXED_BYTES + bytesEach, bytesEach, V2_FIXED_BYTES + 2 * bytesEach + 2),
                        fields)
                : done(null, null, fields);
    }

    private InetSocketAddress binaryAddress(int at, int n, int portAt) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(Arrays.copyOfRange(bytes, at, at + n)), word(portAt));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(n + " bytes (expected: 4 or 16)", e);
        }
    }

    private @Nullable String fields(int from, List<Field> fields) {
        int at = from;
        while (at < length) {
            if (length - at < 3 || length - at - 3 < word(at + 1)) {
                return "a field that ends behind the header";
            }
            int type = bytes[at] & 0xff;
            int start = at + 3;
            at = start + word(at + 1);
            if (type == ProxyHeader.CRC32C) {
                if (at - start != 4 || !isChecksum(start)) {
                    return "a checksum that is not the header's";
                }
            } else if (type != ProxyHeader.NOOP) {
                fields.add(new Field(type, Arrays.copyOfRange(bytes, start, at)));
            }
        }
        return null;
    }

    /** Tells whether the 4 bytes at {@code at} are the checksum of the header with 0 in their place (§2.2.3). */
    private boolean isChecksum(int at) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, at);
        sum.update(new byte[4], 0, 4);
        sum.update(bytes, at + 4, length - at - 4);
        long said = (long) word(at) << 16 | word(at + 2);
        return said == sum.getValue();
    }

    private int word(int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }
}
