package dev.solera.vrrp.internal.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the adverts of one virtual router to one destination. The frame stands ready in a buffer allocated once; sending one sets priority,
 * identification, checksums and signature. Used by one thread.
 */
public final class AdvertWriter {
    private static final int IP = EthernetHeader.LENGTH;
    private static final int PRIORITY = 2;
    private static final int CHECKSUM = 6;

    private final AdvertFormat format;
    private final Envelope envelope;
    private final @Nullable HmacRules rules;
    private final @Nullable HmacTrailer trailer;
    private final @Nullable HmacSequence sequence;
    private final int message;
    private final byte[] bytes;
    private final ByteBuffer frame;
    private int identification;
    /** The priority the frame holds, -1 before the first. */
    private int written = -1;

    /** Makes adverts without an HMAC. */
    public AdvertWriter(AdvertFormat format, Envelope envelope) {
        this(format, envelope, null);
    }

    /** Makes adverts that are signed when {@code rules} say so. */
    public AdvertWriter(AdvertFormat format, Envelope envelope, @Nullable HmacRules rules) {
        this(format, envelope, rules, null);
    }

    /**
     * Goes on where another writer to the same destination ended, so that receivers see its sequence numbers grow.
     *
     * @param previous null for none
     */
    public AdvertWriter(
            AdvertFormat format, Envelope envelope, @Nullable HmacRules rules, @Nullable AdvertWriter previous) {
        if (format.v6() != envelope.source().v6()) {
            throw new IllegalArgumentException(
                    "source: " + envelope.source() + " (expected: " + (format.v6() ? "IPv6" : "IPv4") + ")");
        }
        boolean signs = rules != null && rules.mode() != HmacRules.Mode.RECEIVE_ONLY;
        this.format = format;
        this.envelope = envelope;
        this.rules = signs ? rules : null;
        trailer = signs && rules != null ? new HmacTrailer(rules, format) : null;
        sequence = signs && rules != null ? new HmacSequence(rules, previous == null ? null : previous.sequence) : null;
        identification = previous == null ? 0 : previous.identification;
        message = IP + IpHeader.length(format.v6());
        bytes = new byte[message + format.messageBytes() + (signs ? HmacTrailer.LENGTH : 0)];
        frame = ByteBuffer.wrap(bytes);
        writeHeaders();
        writeMessage();
    }

    /**
     * Returns the next frame, from position 0 to its limit, Ethernet header included. It is the writer's own buffer, valid until the next call.
     *
     * @param priority 0–255
     * @param wallNanos the time since the epoch, which goes into the signature
     */
    public ByteBuffer frame(int priority, long wallNanos) {
        if (priority != written || trailer != null) {
            writePriority(priority, wallNanos);
            written = priority;
        }
        if (!format.v6()) {
            // The kernel would choose for 0, and the checksum would be wrong.
            identification = identification % 0xffff + 1;
            IpHeader.seal(frame, IP, identification);
        }
        return frame.clear();
    }

    /** Returns the bytes of the frame made last, all of them. */
    public byte[] bytes() {
        return bytes;
    }

    /** Returns where the destination is. */
    public IpAddress destination() {
        return envelope.destination();
    }

    private void writePriority(int priority, long wallNanos) {
        int length = format.messageBytes();
        frame.put(message + PRIORITY, (byte) priority);
        frame.putShort(message + CHECKSUM, (short) 0);
        if (trailer != null && sequence != null && rules != null) {
            frame.putLong(message + length + HmacTrailer.SEQUENCE, sequence.next(wallNanos));
            IpAddress source = envelope.source();
            trailer.sign(frame, message, length, rules.activeKey(), source.high(), source.low());
        }
        frame.putShort(message + CHECKSUM, (short) checksum());
    }

    private void writeHeaders() {
        EthernetHeader.write(
                frame,
                envelope.destinationMac(),
                envelope.sourceMac(),
                format.v6() ? EthernetHeader.IPV6 : EthernetHeader.IPV4);
        int payload = frame.capacity() - message;
        if (format.v6()) {
            IpHeader.writeV6(
                    frame,
                    IP,
                    IpHeader.INTERNETWORK_CONTROL,
                    envelope.flowLabel(),
                    payload,
                    IpHeader.VRRP,
                    envelope.hopLimit(),
                    envelope.source(),
                    envelope.destination());
        } else {
            IpHeader.writeV4(frame, IP, payload, envelope.hopLimit(), envelope.source(), envelope.destination());
        }
    }

    private void writeMessage() {
        frame.put(message, (byte) (format.version() << 4 | AdvertFormat.ADVERTISEMENT));
        frame.put(message + 1, (byte) format.vrid());
        frame.put(message + 3, (byte) format.addresses().size());
        Password password = format.password();
        if (format.version() == 2) {
            frame.put(message + 4, (byte) (password == null ? AdvertFormat.AUTH_NONE : AdvertFormat.AUTH_PASS));
            frame.put(message + 5, (byte) format.intervalField());
        } else {
            frame.putShort(message + 4, (short) format.intervalField()); // four reserved bits, twelve of interval
        }
        int at = message + AdvertFormat.HEADER;
        for (IpAddress address : format.addresses()) {
            address.write(frame, at);
            at += address.bytes();
        }
        if (format.version() == 2) {
            frame.putLong(at, password == null ? 0 : password.bits()); // there even without a password
        }
        if (rules != null) {
            int end = message + format.messageBytes();
            frame.put(end, (byte) HmacTrailer.SHA256_128);
            frame.put(end + HmacTrailer.KEY_ID, (byte) rules.activeKey());
        }
    }

    private int checksum() {
        int covered = format.v6() ? frame.capacity() - message : format.messageBytes();
        boolean pseudo = format.v6() || format.version() == 3 && format.pseudoHeader();
        IpAddress from = envelope.source();
        IpAddress to = envelope.destination();
        long sum = pseudo
                ? InternetChecksum.pseudoHeader(from.high(), from.low(), to.high(), to.low(), IpHeader.VRRP, covered)
                : 0;
        return InternetChecksum.finish(InternetChecksum.add(sum, frame, message, covered));
    }
}
