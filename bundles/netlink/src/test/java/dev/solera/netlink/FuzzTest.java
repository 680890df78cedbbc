package dev.solera.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Broken bytes give records or a {@link NetlinkException} with words, nothing else, and always an end. */
@Timeout(60)
class FuzzTest {
    private static final int ROUNDS = 20_000;

    private static final List<Decoder> DECODERS = List.of(
            Link::decode,
            Address::decode,
            Route::decode,
            Rule::decode,
            Neighbour::decode,
            Acknowledgement::of,
            GenericMessage::decode,
            GenericFamily::decode);

    private int decoded;
    private int refused;

    @Test
    void damagedAnswersOfAKernelNeverSurprise() {
        List<byte[]> answers = new ArrayList<>(Dialogue.answers("route.dialogue"));
        answers.addAll(Dialogue.answers("generic.dialogue"));
        SplittableRandom random = new SplittableRandom(20_261_123);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = answers.get(random.nextInt(answers.size())).clone();
            for (int i = random.nextInt(6); i >= 0; i--) {
                // Near the front are the lengths of the first message and of its first attributes.
                int at = random.nextInt(random.nextBoolean() ? Math.min(bytes.length, 64) : bytes.length);
                bytes[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextInt(20));
            }
            if (random.nextInt(4) == 0) {
                bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            }
            decode(bytes);
        }
        assertThat(decoded).isGreaterThan(ROUNDS);
        assertThat(refused).isGreaterThan(ROUNDS);
    }

    @Test
    void noiseNeverSurprises() {
        SplittableRandom random = new SplittableRandom(42);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = new byte[16 + random.nextInt(120)];
            random.nextBytes(bytes);
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(bytes.length)
                    .putShort((short) (random.nextInt(8) == 0 ? 2 : 16 + random.nextInt(24)));
            decode(bytes);
        }
        assertThat(refused).isGreaterThan(0);
    }

    private void decode(byte[] bytes) {
        List<NetlinkMessage> messages;
        try {
            messages = NetlinkMessage.parse(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
        } catch (NetlinkException e) {
            refused++;
            assertThat(e.getMessage()).contains("(expected: ");
            return;
        }
        for (NetlinkMessage message : messages) {
            for (Decoder decoder : DECODERS) {
                decode(bytes, message, decoder);
            }
        }
    }

    private void decode(byte[] bytes, NetlinkMessage message, Decoder decoder) {
        try {
            assertThat(decoder.decode(message)).isNotNull();
            decoded++;
        } catch (NetlinkException e) {
            refused++;
            if (e.errno() != Errno.EBADMSG || !e.getMessage().contains("(expected: ")) {
                fail("%s for %s", e, HexFormat.of().formatHex(bytes));
            }
        } catch (RuntimeException e) {
            fail("surprise for " + HexFormat.of().formatHex(bytes), e);
        }
    }

    private interface Decoder {
        Object decode(NetlinkMessage message) throws NetlinkException;
    }
}
