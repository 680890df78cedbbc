package dev.solera.proxy.internal.proxyprotocol;

import dev.solera.api.Addresses;
import dev.solera.proxy.internal.proxyprotocol.ProxyHeader.Field;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32C;

/** Writes headers. */
public final class HeaderWriter {
    private static final int CHECKSUM_BYTES = 7;

    private HeaderWriter() {}

    /** Writes a line of version 1. */
    public static void line(InetSocketAddress source, InetSocketAddress destination, ByteBuf out) {
        boolean v6 = isV6(source) || isV6(destination);
        String line = "PROXY " + (v6 ? "TCP6 " : "TCP4 ") + text(source, v6) + " " + text(destination, v6) + " "
                + source.getPort() + " " + destination.getPort() + "\r\n";
        out.writeCharSequence(line, StandardCharsets.US_ASCII);
    }

    /** Writes a header of version 2 with a checksum. Fields for which there is no room are left out. */
    public static void binary(
            InetSocketAddress source, InetSocketAddress destination, List<Field> fields, ByteBuf out) {
        boolean v6 = isV6(source) || isV6(destination);
        int start = out.writerIndex();
        out.writeBytes(HeaderReader.V2);
        out.writeByte(0x21); // version 2, PROXY
        out.writeByte(v6 ? 0x21 : 0x11); // TCP over IPv6, TCP over IPv4
        int lengthAt = out.writerIndex();
        out.writeShort(0);
        out.writeBytes(bytes(source, v6)).writeBytes(bytes(destination, v6));
        out.writeShort(source.getPort()).writeShort(destination.getPort());
        for (Field field : fields) {
            int soFar = out.writerIndex() - lengthAt - 2;
            if (soFar + 3 + field.value().length + CHECKSUM_BYTES <= ProxyHeader.MAX_BYTES) {
                out.writeByte(field.type()).writeShort(field.value().length).writeBytes(field.value());
            }
        }
        out.writeByte(ProxyHeader.CRC32C).writeShort(4);
        int sumAt = out.writerIndex();
        out.writeInt(0);
        out.setShort(lengthAt, out.writerIndex() - lengthAt - 2);
        byte[] all = new byte[out.writerIndex() - start];
        out.getBytes(start, all);
        CRC32C sum = new CRC32C();
        sum.update(all);
        out.setInt(sumAt, (int) sum.getValue());
    }

    private static boolean isV6(InetSocketAddress address) {
        return address.getAddress().getAddress().length == 16;
    }

    private static String text(InetSocketAddress address, boolean v6) {
        return (v6 && !isV6(address) ? "::ffff:" : "") + Addresses.text(address.getAddress());
    }

    private static byte[] bytes(InetSocketAddress address, boolean v6) {
        InetAddress ip = address.getAddress();
        byte[] bytes = ip.getAddress();
        if (!v6 || bytes.length == 16) {
            return bytes;
        }
        byte[] mapped = new byte[16]; // RFC 4291 §2.5.5.2
        mapped[10] = (byte) 0xff;
        mapped[11] = (byte) 0xff;
        System.arraycopy(bytes, 0, mapped, 12, 4);
        return mapped;
    }
}
