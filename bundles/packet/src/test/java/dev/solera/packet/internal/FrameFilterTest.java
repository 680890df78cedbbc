package dev.solera.packet.internal;

import static dev.solera.packet.internal.Frames.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.solera.spi.MacAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameFilterTest {
    private static final int HOST = 0;
    private static final int MULTICAST = 2;
    private static final int OTHERHOST = 3;
    private static final int OUTGOING = 4;
    private static final int NO_TAG = -1;

    private static final String GROUP6 = "333300000012";
    private static final String FE80_1_TO_GROUP =
            "fe80000000000000000000fffe00000a" + "ff020000000000000000000000000012";
    private static final String AH = "70040000000000010000000100112233445566778899aabb"; // next header 112

    private static final BpfProgram PLAIN = FrameFilter.of(null, false);
    private static final BpfProgram WATCHFUL = FrameFilter.of(null, true);

    @ParameterizedTest
    @CsvSource({"VRRP4, true, true", "VRRP6, true, true", "ARP, false, true", "NA, false, true", "IGMP, false, false"})
    void recordedFramesPassByTheirKind(String kind, boolean plain, boolean watchful) throws Exception {
        Path file = Path.of(System.getProperty("solera.shared", ""), "golden", "vrrp-frames.txt");
        assumeTrue(Files.isReadable(file), "skipped: no recorded frames at " + file + " (solera.shared)");
        try (Stream<String> lines = Files.lines(file)) {
            List<byte[]> frames = lines.filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" "))
                    .filter(columns -> columns[1].equals(kind))
                    .map(columns -> HexFormat.of().parseHex(columns[2]))
                    .toList();
            assertThat(frames).isNotEmpty();
            for (byte[] each : frames) {
                assertThat(new BpfMachine(PLAIN, MULTICAST, NO_TAG).takes(each)).isEqualTo(plain);
                assertThat(new BpfMachine(WATCHFUL, MULTICAST, NO_TAG).takes(each))
                        .isEqualTo(watchful);
            }
        }
    }

    @Test
    void advertsBehindAnAuthenticationHeaderPass() {
        // Header length 24 bytes with an option, so that the next header is not where it usually is.
        byte[] v4 = frame(
                Frames.ETHER_GROUP4, Frames.FROM_A, "0800", "46c0004400010000ff3300000a090001e000001294040000", AH);
        byte[] v6 = frame(GROUP6, Frames.FROM_A, "86dd", "6c000000001833ff", FE80_1_TO_GROUP, AH);
        assertThat(takes(PLAIN, v4)).isTrue();
        assertThat(takes(PLAIN, v6)).isTrue();
        v4[14 + 24] = 17;
        v6[14 + 40] = 17;
        assertThat(takes(PLAIN, v4)).isFalse();
        assertThat(takes(PLAIN, v6)).isFalse();
    }

    @Test
    void advertsBehindHopByHopOptionsPass() {
        String options16 = "7001" + "0502000001000000000000000000";
        String options8 = "3300" + "050200000100";
        byte[] alone = frame(GROUP6, Frames.FROM_A, "86dd", "6c000000001800ff", FE80_1_TO_GROUP, options16, "3133");
        byte[] withAh = frame(GROUP6, Frames.FROM_A, "86dd", "6c000000002000ff", FE80_1_TO_GROUP, options8, AH);
        assertThat(takes(PLAIN, alone)).isTrue();
        assertThat(takes(PLAIN, withAh)).isTrue();
        alone[54] = 58;
        withAh[62] = 58;
        assertThat(takes(PLAIN, alone)).isFalse();
        assertThat(takes(PLAIN, withAh)).isFalse();
    }

    @Test
    void otherNeighbourDiscoveryDoesNotPass() {
        byte[] neighbour = frame("333300000001", Frames.FROM_A, "86dd", Frames.NA6);
        assertThat(takes(WATCHFUL, neighbour)).isTrue();
        neighbour[54] = (byte) 135; // a solicitation
        assertThat(takes(WATCHFUL, neighbour)).isFalse();
    }

    @Test
    void whatThisHostSentDoesNotPass() {
        assertThat(new BpfMachine(PLAIN, OUTGOING, NO_TAG).takes(Frames.advert()))
                .isFalse();
    }

    @Test
    void whatIsOverheardPassesOnlyForTheExtraAddress() {
        BpfProgram extra = FrameFilter.of(MacAddress.virtual(51, false), false);
        byte[] virtual = frame("00005e000133", Frames.FROM_A, "0800", Frames.VRRP4);
        byte[] nearly = frame("00005e000134", Frames.FROM_A, "0800", Frames.VRRP4);
        byte[] others = frame("00015e000133", Frames.FROM_A, "0800", Frames.VRRP4);
        assertThat(new BpfMachine(extra, OTHERHOST, NO_TAG).takes(virtual)).isTrue();
        assertThat(new BpfMachine(extra, OTHERHOST, NO_TAG).takes(nearly)).isFalse();
        assertThat(new BpfMachine(extra, OTHERHOST, NO_TAG).takes(others)).isFalse();
        assertThat(new BpfMachine(extra, MULTICAST, NO_TAG).takes(Frames.advert()))
                .isTrue();
        assertThat(new BpfMachine(extra, OUTGOING, NO_TAG).takes(virtual)).isFalse();
        assertThat(new BpfMachine(PLAIN, OTHERHOST, NO_TAG).takes(virtual)).isFalse();
        assertThat(new BpfMachine(PLAIN, HOST, NO_TAG).takes(virtual)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"-1, true", "0, true", "0xe000, true", "1, false", "0xe00a, false", "4095, false"})
    void framesOfAVlanDoNotPassButPriorityTagsDo(String tag, boolean passes) {
        assertThat(new BpfMachine(PLAIN, MULTICAST, Integer.decode(tag)).takes(Frames.advert()))
                .isEqualTo(passes);
    }

    @Test
    void whatIsTooShortDoesNotPass() {
        byte[] whole = Frames.advert();
        for (int length = 0; length < 24; length++) {
            assertThat(takes(WATCHFUL, Arrays.copyOf(whole, length))).isFalse();
        }
    }

    @Test
    void noFrameMakesTheProgramFail() {
        Random random = new Random(112);
        String[] types = {"0800", "0806", "86dd", "8100"};
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(120)];
            random.nextBytes(bytes);
            byte[] type = HexFormat.of().parseHex(types[i % types.length]);
            System.arraycopy(type, 0, bytes, Math.min(12, bytes.length), Math.min(2, Math.max(0, bytes.length - 12)));
            takes(WATCHFUL, bytes);
        }
    }

    private static boolean takes(BpfProgram program, byte[] bytes) {
        return new BpfMachine(program, MULTICAST, NO_TAG).takes(bytes);
    }
}
