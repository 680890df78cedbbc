package dev.solera.proxy.internal.proxyprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.proxy.internal.proxyprotocol.HeaderReader.State;
import dev.solera.proxy.internal.proxyprotocol.ProxyHeader.Field;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderReaderTest {
    private static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.7", 40001);
    private static final InetSocketAddress HERE = new InetSocketAddress("198.51.100.1", 443);

    private static ByteBuf ascii(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    private static byte[] binary(List<Field> fields) {
        ByteBuf out = Unpooled.buffer();
        HeaderWriter.binary(CLIENT, HERE, fields, out);
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    @Test
    void aLineNamesTheClient() {
        HeaderReader reader = new HeaderReader();
        ByteBuf in = ascii("PROXY TCP4 192.0.2.7 198.51.100.1 40001 443\r\nGET");
        assertThat(reader.feed(in)).isEqualTo(State.DONE);
        assertThat(reader.header().source()).isEqualTo(CLIENT);
        assertThat(reader.header().destination()).isEqualTo(HERE);
        assertThat(in.toString(StandardCharsets.US_ASCII)).isEqualTo("GET");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY TCP4 192.0.2.07 198.51.100.1 1 2\r\n",
                "PROXY TCP4 192.0.2.256 198.51.100.1 1 2\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 01 2\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 1 65536\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 1\r\n",
                "PROXY TCP4 192.0.2.7  198.51.100.1 1 2\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 1 2 \r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 1 2\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 1 2\rX",
                "PROXY TCP4 ::1 ::1 1 2\r\n",
                "PROXY TCP6 192.0.2.7 198.51.100.1 1 2\r\n",
                "PROXY TCP6 ::1::2 ::1 1 2\r\n",
                "PROXY UDP4 192.0.2.7 198.51.100.1 1 2\r\n",
                "PROXY \r\n",
                "PROXY TCP4 host.example 198.51.100.1 1 2\r\n"
            })
    void aLineThatIsNotToTheLetterIsRefused(String line) {
        assertThat(new HeaderReader().feed(ascii(line))).as(line).isEqualTo(State.BAD);
    }

    @Test
    void aLineWithoutEndIsRefusedAtItsLongest() {
        HeaderReader reader = new HeaderReader();
        assertThat(reader.feed(ascii("PROXY UNKNOWN " + "x".repeat(92)))).isEqualTo(State.MORE);
        assertThat(reader.feed(ascii("x"))).isEqualTo(State.BAD);
    }

    @Test
    void whatBeginsOtherwiseIsNoHeaderAndStays() {
        ByteBuf in = ascii("GET / HTTP/1.1\r\n");
        assertThat(new HeaderReader().feed(in)).isEqualTo(State.ABSENT);
        assertThat(in.readerIndex()).isZero();
        HeaderReader reader = new HeaderReader();
        assertThat(reader.feed(ascii("PRO"))).isEqualTo(State.MORE);
        ByteBuf rest = ascii("PPATCH / HTTP/1.1\r\n");
        assertThat(reader.feed(rest)).isEqualTo(State.ABSENT);
        assertThat(new String(reader.taken(), StandardCharsets.US_ASCII) + rest.toString(StandardCharsets.US_ASCII))
                .isEqualTo("PROPPATCH / HTTP/1.1\r\n");
    }

    @Test
    void unknownAndLocalSpeakOfTheConnectionItself() {
        HeaderReader line = new HeaderReader();
        assertThat(line.feed(ascii("PROXY UNKNOWN ffff::1 anything\r\n"))).isEqualTo(State.DONE);
        assertThat(line.header().source()).isNull();
        byte[] local = binary(List.of());
        local[12] = 0x20;
        HeaderReader reader = new HeaderReader();
        assertThat(reader.feed(Unpooled.wrappedBuffer(local))).isEqualTo(State.DONE);
        assertThat(reader.header().source()).isNull();
    }

    @Test
    void aBinaryHeaderComesBackAsItWasWritten() {
        Field host = new Field(ProxyHeader.AUTHORITY, "a.example".getBytes(StandardCharsets.US_ASCII));
        HeaderReader reader = new HeaderReader();
        assertThat(reader.feed(Unpooled.wrappedBuffer(binary(List.of(host))))).isEqualTo(State.DONE);
        assertThat(reader.header().source()).isEqualTo(CLIENT);
        assertThat(reader.header().destination()).isEqualTo(HERE);
        assertThat(reader.header().fields()).hasSize(1);
        assertThat(reader.header().fields().get(0).value()).isEqualTo(host.value());
    }

    @Test
    void mixedFamiliesAreWrittenAsIpv6() {
        ByteBuf out = Unpooled.buffer();
        HeaderWriter.binary(CLIENT, new InetSocketAddress("2001:db8::1", 443), List.of(), out);
        HeaderReader reader = new HeaderReader();
        assertThat(reader.feed(out)).isEqualTo(State.DONE);
        assertThat(reader.header().source()).isEqualTo(CLIENT); // mapped, which the JDK unwraps
    }

    @Test
    void aWrongChecksumAFieldBeyondTheEndAndAnOversizedHeaderAreRefused() {
        byte[] sum = binary(List.of());
        sum[sum.length - 1] ^= 1;
        assertThat(new HeaderReader().feed(Unpooled.wrappedBuffer(sum))).isEqualTo(State.BAD);
        byte[] field = binary(List.of(new Field(ProxyHeader.AUTHORITY, new byte[10])));
        field[16 + 12 + 2] = 100;
        assertThat(new HeaderReader().feed(Unpooled.wrappedBuffer(field))).isEqualTo(State.BAD);
        byte[] large = binary(List.of());
        large[14] = 0x10;
        large[15] = 0x01;
        HeaderReader reader = new HeaderReader();
        assertThat(reader.feed(Unpooled.wrappedBuffer(large))).isEqualTo(State.BAD);
        assertThat(reader.problem()).isEqualTo("a header longer than 4096 bytes");
    }

    @Test
    void otherVersionsCommandsAndTransportsAreRefused() {
        for (int[] change : new int[][] {{12, 0x11}, {12, 0x22}, {13, 0x12}, {13, 0x22}, {13, 0x41}, {15, 11}}) {
            byte[] bytes = binary(List.of());
            bytes[change[0]] = (byte) change[1];
            assertThat(new HeaderReader().feed(Unpooled.wrappedBuffer(bytes)))
                    .as(change[0] + " " + change[1])
                    .isEqualTo(State.BAD);
        }
    }

    /** {@code -Dsolera.fuzz.seconds} is how long; a moment without it. */
    @Test
    void damagedHeadersAreReadTheSameInOnePieceAndInMany() {
        long seconds = Long.getLong("solera.fuzz.seconds", 0);
        long end = System.nanoTime() + seconds * 1_000_000_000;
        Random random = new Random(20260102);
        byte[][] seeds = {
            binary(List.of(new Field(ProxyHeader.AUTHORITY, new byte[20]), new Field(0xE0, new byte[0]))),
            "PROXY TCP4 192.0.2.7 198.51.100.1 40001 443\r\n".getBytes(StandardCharsets.US_ASCII),
            "PROXY TCP6 2001:db8::1 ::1 1 2\r\n".getBytes(StandardCharsets.US_ASCII)
        };
        for (long round = 0; round < 50_000 || System.nanoTime() - end < 0; round++) {
            byte[] bytes = seeds[(int) (round % seeds.length)].clone();
            for (int i = random.nextInt(4); i > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            HeaderReader whole = new HeaderReader();
            ByteBuf once = Unpooled.wrappedBuffer(bytes);
            State state = whole.feed(once);
            HeaderReader split = new HeaderReader();
            ByteBuf pieces = Unpooled.wrappedBuffer(bytes);
            State splitState = State.MORE;
            while (splitState == State.MORE && pieces.isReadable()) {
                ByteBuf piece =
                        pieces.slice(pieces.readerIndex(), Math.min(1 + random.nextInt(9), pieces.readableBytes()));
                int before = piece.readableBytes();
                splitState = split.feed(piece);
                pieces.skipBytes(before - piece.readableBytes());
            }
            assertThat(splitState).isEqualTo(state);
            if (state == State.DONE) {
                assertThat(pieces.readableBytes()).isEqualTo(once.readableBytes());
                assertThat(split.header().source()).isEqualTo(whole.header().source());
            }
        }
    }
}
