package dev.solera.packet.internal;

import static dev.solera.packet.internal.Frames.advert;
import static dev.solera.packet.internal.Frames.frame;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.solera.spi.MacAddress;
import dev.solera.spi.PacketPort;
import dev.solera.spi.PacketPort.Frame;
import dev.solera.spi.PacketPort.Link;
import dev.solera.spi.PacketPort.Request;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every {@link PacketPort} does, on a real cable. */
abstract class PacketPortContract extends LinkLifeContract {
    private static final MacAddress VIRTUAL = MacAddress.virtual(51, false);

    @Test
    void aFrameArrivesByteForByteWithTheTimeTheKernelHadIt() throws Exception {
        namespace.inside(() -> {
            Link a = port.open(multicast("va"));
            Link b = port.open(multicast("vb"));
            untilTheKernelStamps(a, b);
            long beforeNanos = System.nanoTime();
            a.send(advert(), 58);
            assertThat(next(b)).isTrue();
            long afterNanos = System.nanoTime();
            assertThat(received()).isEqualTo(advert());
            assertThat(frame.atNanos - beforeNanos).isBetween(-MILLI, afterNanos - beforeNanos);
            assertThat(b.receive(frame)).isFalse();
        });
    }

    @Test
    void theTimeIsThatOfArrivalHoweverLateItIsRead() throws Exception {
        namespace.inside(() -> {
            Link a = port.open(multicast("va"));
            Link b = port.open(multicast("vb"));
            untilTheKernelStamps(a, b);
            a.send(advert(), 58);
            long sentNanos = System.nanoTime();
            spin(sentNanos + 100 * MILLI);
            assertThat(b.receive(frame)).isTrue();
            assertThat(frame.atNanos - sentNanos).isLessThan(50 * MILLI);
        });
    }

    @Test
    void ownFramesAreNotReceived() throws Exception {
        namespace.inside(() -> {
            Link a = port.open(multicast("va"));
            Link b = port.open(multicast("vb"));
            a.send(advert(), 58);
            assertThat(next(b)).isTrue();
            assertThat(a.receive(frame)).isFalse();
        });
    }

    @Test
    void bothFamiliesArrive() throws Exception {
        namespace.inside(() -> {
            Link a = port.open(multicast("va"));
            Link b = port.open(multicast("vb"));
            byte[] v6 = frame("333300000012", Frames.FROM_A, "86dd", Frames.VRRP6);
            a.send(v6, v6.length);
            assertThat(next(b)).isTrue();
            assertThat(received()).isEqualTo(v6);
        });
    }

    @Test
    void whatIsNotVrrpDoesNotWakeAnybody() throws Exception {
        namespace.inside(() -> {
            Link a = port.open(multicast("va"));
            Link b = port.open(multicast("vb"));
            byte[] tagged = frame(Frames.ETHER_GROUP4, Frames.FROM_A, "8100", "000a", "0800", Frames.VRRP4);
            byte[] udp = frame(Frames.ETHER_GROUP4, Frames.FROM_A, "0800", Frames.UDP4);
            byte[] arp = frame("ffffffffffff", Frames.FROM_A, "0806", Frames.ARP);
            byte[] neighbour = frame("333300000001", Frames.FROM_A, "86dd", Frames.NA6);
            for (byte[] other : new byte[][] {tagged, udp, arp, neighbour}) {
                a.send(other, other.length);
            }
            long startNanos = System.nanoTime();
            port.await(startNanos + 50 * MILLI);
            assertThat(System.nanoTime() - startNanos).isGreaterThanOrEqualTo(50 * MILLI);
            assertThat(b.receive(frame)).isFalse();
        });
    }

    @Test
    void arpAndNeighbourAdvertisementsComeWhenAsked() throws Exception {
        namespace.inside(() -> {
            Link a = port.open(multicast("va"));
            Link b = port.open(new Request("vb", Set.of(), null, true));
            byte[] arp = frame("ffffffffffff", Frames.FROM_A, "0806", Frames.ARP);
            byte[] neighbour = frame("333300000001", Frames.FROM_A, "86dd", Frames.NA6);
            a.send(arp, arp.length);
            assertThat(next(b)).isTrue();
            assertThat(received()).isEqualTo(arp);
            a.send(neighbour, neighbour.length);
            assertThat(next(b)).isTrue();
            assertThat(received()).isEqualTo(neighbour);
        });
    }

    @Test
    void framesToTheExtraAddressArriveAndFramesToAStrangerDoNot() throws Exception {
        namespace.inside(() -> {
            Link a = port.open(multicast("va"));
            Link b = port.open(new Request("vb", Set.of(), VIRTUAL, false));
            namespace.ip("link", "set", "vb", "promisc", "on");
            byte[] stranger = frame("020000000099", Frames.FROM_A, "0800", Frames.VRRP4);
            byte[] virtual = frame("00005e000133", Frames.FROM_A, "0800", Frames.VRRP4);
            byte[] interfaces = frame(Frames.TO_B, Frames.FROM_A, "0800", Frames.VRRP4);
            a.send(stranger, stranger.length);
            a.send(virtual, virtual.length);
            a.send(interfaces, interfaces.length);
            assertThat(next(b)).isTrue();
            assertThat(received()).isEqualTo(virtual);
            assertThat(next(b)).isTrue();
            assertThat(received()).isEqualTo(interfaces);
            assertThat(b.receive(frame)).isFalse();
        });
    }

    @Test
    void framesMayBeSentFromAnyAddress() throws Exception {
        namespace.inside(() -> {
            Link a = port.open(new Request("va", Set.of(), VIRTUAL, false));
            Link b = port.open(multicast("vb"));
            byte[] virtual = frame(Frames.ETHER_GROUP4, "00005e000133", "0800", Frames.VRRP4);
            a.send(virtual, virtual.length);
            assertThat(next(b)).isTrue();
            assertThat(received()).isEqualTo(virtual);
        });
    }

    @Test
    void aMacvlanAndItsParentHearTheCableButNotEachOther() throws Exception {
        namespace.inside(() -> {
            namespace.ip(
                    "link",
                    "add",
                    "link",
                    "vb",
                    "name",
                    "vrrp.51",
                    "address",
                    "00:00:5e:00:01:33",
                    "type",
                    "macvlan",
                    "mode",
                    "private");
            namespace.ip("link", "set", "vrrp.51", "up");
            Link peer = port.open(multicast("va"));
            Link parent = port.open(multicast("vb"));
            Link virtual = port.open(multicast("vrrp.51"));
            peer.send(advert(), 58);
            assertThat(next(parent)).isTrue();
            assertThat(next(virtual)).isTrue();
            byte[] ours = frame(Frames.ETHER_GROUP4, "00005e000133", "0800", Frames.VRRP4);
            virtual.send(ours, ours.length);
            assertThat(next(peer)).isTrue();
            assertThat(received()).isEqualTo(ours);
            byte[] unicast = frame("00005e000133", Frames.FROM_A, "0800", Frames.VRRP4);
            peer.send(unicast, unicast.length);
            assertThat(next(virtual)).isTrue();
            assertThat(received()).isEqualTo(unicast);
            assertThat(parent.receive(frame)).isFalse();
            assertThat(virtual.receive(frame)).isFalse();
        });
    }

    @Test
    void aPacketToOneNodeTakesTheKernelsWayAndLeavesAsItIsButForItsChecksum() throws Exception {
        namespace.inside(() -> {
            namespace.ip("address", "add", "10.9.0.1/24", "dev", "va");
            namespace.ip("address", "add", "2001:db8::1/64", "dev", "va", "nodad");
            namespace.ip("neighbour", "add", "10.9.0.9", "lladdr", "02:00:00:00:00:0b", "dev", "va");
            namespace.ip("neighbour", "add", "2001:db8::9", "lladdr", "02:00:00:00:00:0b", "dev", "va");
            Link a = port.open(new Request("va", Set.of(), null, false));
            Link b = port.open(new Request("vb", Set.of(), null, false));
            String vrrp = "3133640200640000fe800000000000000000000000000100" + "20010db8000000000000000000000100";
            String v4 = "45c0003c00010000ff70%s0a0900010a090009" + vrrp;
            byte[] packet = frame("0000", v4.formatted("0000"));
            a.sendIp(InetAddress.getByName("10.9.0.9"), packet, 2, packet.length - 2);
            assertThat(next(b)).isTrue();
            assertThat(received()).isEqualTo(frame(Frames.TO_B, Frames.FROM_A, "0800", v4.formatted("a675")));

            byte[] v6 = frame("6c000000002870ff20010db800000000000000000000000120010db8000000000000000000000009", vrrp);
            a.sendIp(InetAddress.getByName("2001:db8::9"), v6, 0, v6.length);
            assertThat(next(b)).isTrue();
            assertThat(received())
                    .isEqualTo(frame(
                            Frames.TO_B, Frames.FROM_A, "86dd", HexFormat.of().formatHex(v6)));
        });
    }

    @Test
    void aFrameLongerThanTheRoomIsCut() throws Exception {
        namespace.inside(() -> {
            Link a = port.open(multicast("va"));
            Link b = port.open(multicast("vb"));
            byte[] large = Arrays.copyOf(advert(), 1514);
            large[1513] = 7;
            a.send(large, large.length);
            assertThat(next(b)).isTrue();
            assertThat(received()).isEqualTo(large);
            Frame small = new Frame(34);
            a.send(large, large.length);
            port.await(System.nanoTime() + LONG);
            assertThat(b.receive(small)).isTrue();
            assertThat(small.length).isEqualTo(34);
            assertThat(small.bytes).isEqualTo(Arrays.copyOf(large, 34));
        });
    }

    @Test
    void anAdvertOf255AddressesFitsOnALargeMtu() throws Exception {
        namespace.inside(() -> {
            namespace.ip("link", "set", "va", "mtu", "9000");
            namespace.ip("link", "set", "vb", "mtu", "9000");
            Link a = port.open(multicast("va"));
            Link b = port.open(multicast("vb"));
            byte[] large =
                    Arrays.copyOf(frame("333300000012", Frames.FROM_A, "86dd", Frames.VRRP6), 54 + 8 + 255 * 16 + 28);
            large[large.length - 1] = 7;
            a.send(large, large.length);
            Frame roomy = new Frame(9216);
            port.await(System.nanoTime() + LONG);
            assertThat(b.receive(roomy)).isTrue();
            assertThat(Arrays.copyOf(roomy.bytes, roomy.length)).isEqualTo(large);
        });
    }

    @Test
    void awaitLastsUntilItsTimeAndNotMuchLonger() throws Exception {
        namespace.inside(() -> {
            port.open(multicast("va"));
            for (long wanted : new long[] {300_000, 5 * MILLI, 50 * MILLI}) {
                long startNanos = System.nanoTime();
                port.await(startNanos + wanted);
                assertThat(System.nanoTime() - startNanos).isBetween(wanted, wanted + 500 * MILLI);
            }
            long startNanos = System.nanoTime();
            port.await(startNanos - LONG);
            assertThat(System.nanoTime() - startNanos).isLessThan(500 * MILLI);
        });
    }

    @Test
    void awaitLastsUntilItsTimeWithNothingOpen() {
        long startNanos = System.nanoTime();
        port.await(startNanos + 20 * MILLI);
        assertThat(System.nanoTime() - startNanos).isBetween(20 * MILLI, 500 * MILLI);
    }

    @Test
    void aWakeEndsTheNextWaitAndNoFurther() throws Exception {
        namespace.inside(() -> {
            port.wake();
            port.open(multicast("va"));
            port.wake();
            long startNanos = System.nanoTime();
            port.await(startNanos + LONG);
            assertThat(System.nanoTime() - startNanos).isLessThan(LONG / 2);
            startNanos = System.nanoTime();
            port.await(startNanos + 30 * MILLI);
            assertThat(System.nanoTime() - startNanos).isGreaterThanOrEqualTo(30 * MILLI);
        });
    }

    @Test
    void aWakeFromAnotherThreadEndsTheWaitUnderWay() throws Exception {
        namespace.inside(() -> {
            port.open(multicast("va"));
            Thread waiting = Thread.currentThread();
            Thread waker = new Thread(() -> {
                long untilNanos = System.nanoTime() + LONG;
                while (!inPoll(waiting) && System.nanoTime() - untilNanos < 0) {
                    Thread.onSpinWait();
                }
                port.wake();
            });
            waker.start();
            long startNanos = System.nanoTime();
            port.await(startNanos + 2 * LONG);
            assertThat(System.nanoTime() - startNanos).isLessThan(LONG);
            waker.join(10_000);
        });
    }

    @Test
    void aFrameCostsNoAllocation() throws Exception {
        namespace.inside(() -> {
            Link a = port.open(multicast("va"));
            Link b = port.open(multicast("vb"));
            byte[] advert = advert();
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long self = Thread.currentThread().getId();
            exchange(a, b, advert, 1_000);
            long before = threads.getThreadAllocatedBytes(self);
            exchange(a, b, advert, 10_000);
            long spent = threads.getThreadAllocatedBytes(self) - before;
            assertThat(spent).as("bytes for 10,000 frames").isLessThan(10_000);
        });
    }

    @Test
    void aBurstOfAThousandIsNotLost() throws Exception {
        namespace.inside(() -> {
            Link a = port.open(multicast("va"));
            Link b = port.open(multicast("vb"));
            for (int i = 0; i < 1_000; i++) {
                a.send(advert(i), 58);
            }
            for (int i = 0; i < 1_000; i++) {
                assertThat(next(b)).as("frame %d", i).isTrue();
                assertThat(received()).isEqualTo(advert(i));
            }
            assertThat(b.dropped()).isZero();
        });
    }

    @Test
    void whatFindsNoRoomIsCounted() throws Exception {
        namespace.inside(() -> {
            Link a = port.open(multicast("va"));
            Link b = port.open(multicast("vb"));
            int sent = 0;
            while (b.dropped() == 0 && sent < 50_000) {
                a.send(advert(), 58);
                sent++;
            }
            for (int i = 0; i < 100; i++) {
                a.send(advert(), 58);
            }
            sent += 100;
            long dropped = b.dropped();
            assertThat(dropped).isGreaterThanOrEqualTo(100);
            int got = 0;
            while (b.receive(frame)) {
                got++;
            }
            assertThat(got + dropped).isEqualTo(sent);
            assertThat(b.dropped()).isEqualTo(dropped);
            assertThat(a.dropped()).isZero();
        });
    }

    @Test
    void manyThreadsMaySendWhileOneReceives() throws Exception {
        namespace.inside(() -> {
            Link a = port.open(multicast("va"));
            Link b = port.open(multicast("vb"));
            Thread[] senders = new Thread[3];
            for (int t = 0; t < senders.length; t++) {
                byte[] advert = advert(t);
                senders[t] = new Thread(() -> {
                    try {
                        for (int i = 0; i < 200; i++) {
                            a.send(advert, advert.length);
                        }
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
                senders[t].start();
            }
            int[] got = new int[senders.length];
            for (int i = 0; i < 600; i++) {
                assertThat(next(b)).as("frame %d", i).isTrue();
                assertThat(frame.length).isEqualTo(58);
                got[frame.bytes[57]]++;
            }
            assertThat(got).containsOnly(200);
            for (Thread sender : senders) {
                sender.join(10_000);
            }
        });
    }

    @Test
    void aThreadBecomesRealTimeOrSaysWhyNot() throws Exception {
        namespace.inside(() -> {
            String reason = port.makeRealTime();
            String stat = Files.readString(Path.of("/proc/thread-self/stat"));
            String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            String priorityAndPolicy = afterName[37] + " " + afterName[38]; // fields 40 and 41 of proc(5)
            if (reason == null) {
                assertThat(priorityAndPolicy).isEqualTo("20 2");
            } else {
                assertThat(reason).startsWith("SCHED_RR: ");
                assertThat(priorityAndPolicy).isEqualTo("0 0");
            }
        });
    }

    @Test
    void withThePrivilegesThereAreNoLimits() {
        assertThat(port.limits()).isEmpty();
    }

    private void exchange(Link from, Link to, byte[] advert, int frames) throws IOException {
        for (int done = 0; done < frames; ) {
            for (int i = 0; i < 100; i++) {
                from.send(advert, advert.length);
            }
            for (int got = 0; got < 100; ) {
                port.await(System.nanoTime() + LONG);
                while (to.receive(frame)) {
                    got++;
                    done++;
                }
            }
        }
    }
}
