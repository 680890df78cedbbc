package dev.solera.itests.netns;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;

/**
 * An advert of version 3 over IPv4 that nobody has sent.
 *
 * @param mac source MAC address
 * @param source source address
 * @param centis advert interval in hundredths of a second
 * @param ttl of the packet
 */
record Forged(String mac, InetAddress source, int vrid, int priority, int centis, List<InetAddress> vips, int ttl) {
    private static final byte[] TO = HexFormat.of().parseHex("01005e000012");
    private static final byte[] GROUP = {(byte) 224, 0, 0, 18};
    private static final int ETHERNET = 14;
    private static final int IP = 20;
    private static final int VRRP = 112;

    Forged withPriority(int other) {
        return new Forged(mac, source, vrid, other, centis, vips, ttl);
    }

    Forged withSource(InetAddress other) {
        return new Forged(mac, other, vrid, priority, centis, vips, ttl);
    }

    Forged withTtl(int other) {
        return new Forged(mac, source, vrid, priority, centis, vips, other);
    }

    byte[] frame() {
        int length = 8 + 4 * vips.size();
        ByteBuffer vrrp = ByteBuffer.allocate(length)
                .put((byte) 0x31)
                .put((byte) vrid)
                .put((byte) priority)
                .put((byte) vips.size())
                .putShort((short) centis)
                .putShort((short) 0);
        vips.forEach(vip -> vrrp.put(vip.getAddress()));
        ByteBuffer pseudo = ByteBuffer.allocate(12 + length)
                .put(source.getAddress())
                .put(GROUP)
                .putShort((short) VRRP)
                .putShort((short) length)
                .put(vrrp.array());
        vrrp.putShort(6, checksum(pseudo));
        return packet(vrrp.array());
    }

    byte[] withWrongChecksum() {
        byte[] frame = frame();
        frame[ETHERNET + IP + 6] ^= 0x55;
        return frame;
    }

    /** An advert that says it has more addresses than it has. */
    byte[] truncated() {
        byte[] frame = frame();
        byte[] vrrp = new byte[8];
        System.arraycopy(frame, ETHERNET + IP, vrrp, 0, 8);
        return packet(vrrp);
    }

    /** A packet that is right up to protocol 112 and then holds anything. */
    byte[] packet(byte[] payload) {
        ByteBuffer ip = ByteBuffer.allocate(IP)
                .putShort((short) 0x45c0)
                .putShort((short) (IP + payload.length))
                .putInt(0)
                .put((byte) ttl)
                .put((byte) VRRP)
                .putShort((short) 0)
                .put(source.getAddress())
                .put(GROUP);
        ip.putShort(10, checksum(ip));
        return ByteBuffer.allocate(ETHERNET + IP + payload.length)
                .put(TO)
                .put(HexFormat.ofDelimiter(":").parseHex(mac))
                .putShort((short) 0x0800)
                .put(ip.array())
                .put(payload)
                .array();
    }

    private static short checksum(ByteBuffer of) {
        int sum = 0;
        for (int i = 0; i < of.capacity(); i += 2) {
            sum += of.getShort(i) & 0xffff;
        }
        while (sum >> 16 != 0) {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        return (short) ~sum;
    }
}
