package dev.solera.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.api.Mode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Connections of damaged frames: nothing stays open, no server sees half a request as a whole one, and a good client is served all the
 * time. {@code -Dsolera.fuzz.seconds} is how long; a moment without it.
 */
@Timeout(900)
class Http2FuzzTest {
    private static final int BATCH = 50;

    private final Random random = new Random(20260104);

    @Test
    void damagedFramesHarmNobodyElse() throws Exception {
        long end = System.nanoTime() + Long.getLong("solera.fuzz.seconds", 0) * 1_000_000_000;
        try (Origin origin = Origin.answering("hello");
                Lab lab = new Lab().start(Mode.HTTP, origin.address);
                H2Wire good = H2Wire.to(lab)) {
            int stream = 1;
            for (long round = 0; round < 300 || System.nanoTime() - end < 0; round++) {
                try (H2Wire bad = H2Wire.to(lab)) {
                    bad.wire.send(damagedFrames());
                    bad.wire.socket.shutdownOutput();
                    bad.wire.rest(); // it ends, within ten seconds
                } catch (IOException e) {
                    assertThat(String.valueOf(e.getMessage())).doesNotContain("timed out");
                }
                if (round % BATCH == 0) {
                    assertThat(good.headers(stream, true, H2Wire.get("/good"))
                                    .answer(stream)
                                    .body())
                            .isEqualTo("hello");
                    stream += 2;
                    origin.requests.clear();
                }
            }
            await().atMost(Duration.ofSeconds(10)).until(() -> lab.counters().activeConnections() == 1);
            assertThat(lab.real(1).activeConnections()).isZero();
        }
    }

    private byte[] damagedFrames() {
        ByteBuf frames = Unpooled.buffer();
        for (int n = 1 + random.nextInt(6); n > 0; n--) {
            int stream = random.nextInt(5);
            ByteBuf payload =
                    switch (random.nextInt(4)) {
                        case 0 -> H2Wire.block(H2Wire.get("/"));
                        case 1 -> H2Wire.block(H2Wire.request("POST", "/", "content-length", "4"));
                        case 2 -> Unpooled.buffer().writeInt(random.nextInt());
                        default -> Unpooled.wrappedBuffer(noise());
                    };
            frames.writeBytes(H2Wire.bytes(random.nextInt(11), random.nextInt(256), stream, payload));
        }
        byte[] bytes = new byte[frames.readableBytes()];
        frames.readBytes(bytes);
        for (int n = random.nextInt(3); n > 0; n--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private byte[] noise() {
        byte[] noise = new byte[random.nextInt(64)];
        random.nextBytes(noise);
        return noise;
    }
}
