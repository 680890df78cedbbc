package dev.solera.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConversationTest {
    private static final NetlinkRequest LIST = new NetlinkRequest("list things", 18, 0, out -> {});

    private final Script kernel = new Script();
    private long nowNanos;
    private final Conversation conversation = new Conversation(kernel, () -> nowNanos, Duration.ofSeconds(5));

    @Test
    void aListMayComeInManyPartsAndDatagrams() throws Exception {
        kernel.answer(datagram(part(1), part(1)));
        kernel.answer(datagram(part(1)));
        kernel.answer(datagram(done(1, 0)));

        assertThat(conversation.dump(LIST)).hasSize(3);
    }

    @Test
    void aTornListIsAskedForAgain() throws Exception {
        kernel.answer(datagram(part(1), torn(1)));
        kernel.answer(datagram(done(1, 0)));
        kernel.answer(datagram(part(2), part(2), part(2)));
        kernel.answer(datagram(done(2, 0)));

        assertThat(conversation.dump(LIST)).hasSize(3);
        assertThat(kernel.sent).hasSize(2);
    }

    @Test
    void aListThatIsAlwaysTornIsGivenUp() {
        for (int i = 1; i <= 10; i++) {
            kernel.answer(datagram(torn(i), done(i, 0)));
        }

        assertThatThrownBy(() -> conversation.dump(LIST))
                .hasMessage("list things: EINTR, it changed while it was read, 10 times in a row");
        assertThat(kernel.sent).hasSize(10);
    }

    @Test
    void aListMayEndWithAnError() {
        kernel.answer(datagram(part(1), done(1, -13)));

        assertThatThrownBy(() -> conversation.dump(LIST))
                .hasMessage(
                        "list things: EACCES, Permission denied (expected: CAP_NET_ADMIN in this network namespace)");
    }

    @Test
    void answersToOthersAndToEarlierQuestionsAreLeftAside() throws Exception {
        conversation.batch(List.of());
        kernel.answer(datagram(message(16, 0, 1, 99, out -> {}), part(7), message(2, 0, 0, 1000, out -> out.u32(-1))));
        kernel.answer(datagram(part(1), error(1, 0)));

        assertThat(conversation.ask(LIST)).hasSize(1);
    }

    @Test
    void noAnswerInTimeIsAnErrorWithTheTime() {
        kernel.onEmpty = () -> nowNanos += Duration.ofSeconds(5).toNanos();

        assertThatThrownBy(() -> conversation.ask(LIST))
                .isInstanceOfSatisfying(
                        NetlinkException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ETIMEDOUT))
                .hasMessage("list things: ETIMEDOUT, none in 5000 ms");
    }

    @Test
    void chatterOfOthersDoesNotProlongTheWait() {
        kernel.onReceive = () -> nowNanos += Duration.ofSeconds(1).toNanos();
        for (int i = 0; i < 100; i++) {
            kernel.answer(datagram(part(77)));
        }

        assertThatThrownBy(() -> conversation.ask(LIST)).hasMessageContaining("ETIMEDOUT");
        assertThat(kernel.answers).hasSize(95);
    }

    @Test
    void extendedAcknowledgementsTellWhatIsWrongAndWhere() {
        kernel.answer(datagram(message(2, NetlinkMessage.ACK_TLVS | NetlinkMessage.CAPPED, 1, 1000, out -> out.u32(-22)
                .u32(64)
                .u16(20)
                .u16(5)
                .u32(1)
                .u32(0)
                .attribute(1, "Invalid prefix length")
                .attributeU32(2, 36))));

        assertThatThrownBy(() -> conversation.ask(LIST))
                .hasMessage("list things: EINVAL, Invalid argument; the kernel says: Invalid prefix length "
                        + "(at byte 36 of the request)");
    }

    @Test
    void aRequestThatIsRepeatedWholeIsSkippedBeforeTheWords() {
        kernel.answer(datagram(message(2, NetlinkMessage.ACK_TLVS, 1, 1000, out -> out.u32(-17)
                .u32(19)
                .u16(20)
                .u16(5)
                .u32(1)
                .u32(0)
                .u8(1)
                .u8(2)
                .u8(3)
                .u8(0)
                .attribute(1, "Already there"))));

        assertThatThrownBy(() -> conversation.ask(LIST))
                .hasMessage("list things: EEXIST, File exists; the kernel says: Already there");
    }

    @Test
    void aBatchGoesInFewDatagramsAndTellsWhatFailed() throws Exception {
        List<NetlinkRequest> requests = IntStream.rangeClosed(1, 600)
                .mapToObj(i -> new NetlinkRequest("change " + i, 20, 0, out -> out.u32(i)))
                .toList();
        kernel.answer(datagram(error(70, -17)));
        kernel.answer(datagram(error(256, 0)));
        kernel.answer(datagram(error(512, -1)));
        kernel.answer(datagram(error(600, 0)));

        List<NetlinkFailure> failures = conversation.batch(requests);

        assertThat(kernel.sent).hasSize(3);
        assertThat(failures)
                .extracting(failure -> failure.cause().getMessage())
                .containsExactly(
                        "change 70: EEXIST, File exists",
                        "change 512: EPERM, Operation not permitted (expected: CAP_NET_ADMIN in this network namespace)");
    }

    @Test
    void theLastOfABatchAloneAsksForAnAnswer() throws Exception {
        kernel.answer(datagram(error(3, 0)));

        conversation.batch(List.of(LIST, LIST, LIST));

        assertThat(NetlinkMessage.parse(ByteBuffer.wrap(kernel.sent.get(0)).order(ByteOrder.nativeOrder())))
                .extracting(message -> message.has(NetlinkMessage.ACK))
                .containsExactly(false, false, true);
    }

    @Test
    void lostAnswersOfABatchSayThatTheOutcomeIsUnknown() {
        kernel.answer(NetlinkException.refused("netlink receive", Errno.ENOBUFS, null));

        assertThatThrownBy(() -> conversation.batch(List.of(LIST, LIST)))
                .hasMessage("batch with 2 requests unanswered, beginning with list things: ENOBUFS, "
                        + "No buffer space available");
    }

    @Test
    void aWatchThatLostEventsForgetsTheQueueAndAsksForAResync() {
        List<String> told = new ArrayList<>();
        kernel.answer(NetlinkException.refused("netlink receive", Errno.ENOBUFS, null));
        kernel.answer(datagram(part(0)));
        kernel.answer(NetlinkException.refused("netlink receive", Errno.ENOBUFS, null));
        kernel.answer(datagram(part(0)));
        kernel.answer((ByteBuffer) null);
        kernel.answer(ByteBuffer.allocate(3));
        kernel.answer(datagram(address()));

        new RouteWatch(kernel, new RouteListener() {
                    @Override
                    public void address(Address address, boolean present) {
                        told.add(address.subject() + " " + present);
                    }

                    @Override
                    public void resync(String reason) {
                        told.add(reason);
                    }
                })
                .run();

        assertThat(told)
                .containsExactly(
                        "events were lost: netlink receive: ENOBUFS, No buffer space available",
                        "an event made no sense: netlink header: 3 bytes (expected: 16)",
                        "192.0.2.1/32 on interface 4 false");
    }

    @Test
    void everyGroupHasTheKernelsNumber() {
        assertThat(Set.of(RouteGroup.values())).hasSize(8);
        assertThat(RouteGroup.IPV6_RULE.number()).isEqualTo(19);
    }

    private static Consumer<MessageWriter> part(int sequence) {
        return message(16, NetlinkMessage.MULTI, sequence, 1000, out -> {});
    }

    private static Consumer<MessageWriter> torn(int sequence) {
        return message(16, NetlinkMessage.MULTI | NetlinkMessage.DUMP_INTERRUPTED, sequence, 1000, out -> {});
    }

    private static Consumer<MessageWriter> done(int sequence, int error) {
        return message(3, NetlinkMessage.MULTI, sequence, 1000, out -> out.u32(error));
    }

    private static Consumer<MessageWriter> error(int sequence, int error) {
        return message(
                2,
                NetlinkMessage.CAPPED,
                sequence,
                1000,
                out -> out.u32(error).u32(16).u16(20).u16(5).u32(sequence).u32(0));
    }

    private static Consumer<MessageWriter> address() {
        return message(
                21, 0, 0, 0, out -> out.u8(2).u8(32).u16(0).u32(4).attribute(2, new byte[] {(byte) 192, 0, 2, 1}));
    }

    private static Consumer<MessageWriter> message(
            int type, int flags, int sequence, int port, Consumer<MessageWriter> body) {
        return out -> {
            MessageWriter one = new MessageWriter();
            one.begin(type, flags, sequence);
            body.accept(one);
            byte[] bytes = one.end().toByteArray();
            ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).putInt(12, port);
            out.raw(bytes);
        };
    }

    @SafeVarargs
    private static ByteBuffer datagram(Consumer<MessageWriter>... messages) {
        MessageWriter out = new MessageWriter();
        for (Consumer<MessageWriter> message : messages) {
            message.accept(out);
        }
        return ByteBuffer.wrap(out.toByteArray()).order(ByteOrder.nativeOrder());
    }

    /** Answers in a fixed order; when there are no more, it is closed. */
    private static final class Script implements Datagrams {
        final List<byte[]> sent = new ArrayList<>();
        final Deque<Object> answers = new ArrayDeque<>();
        Runnable onReceive = () -> {};
        Runnable onEmpty = () -> {};

        void answer(ByteBuffer datagram) {
            answers.add(datagram == null ? "nothing" : datagram);
        }

        void answer(NetlinkException failure) {
            answers.add(failure);
        }

        @Override
        public int port() {
            return 1000;
        }

        @Override
        public void send(byte[] datagram) {
            sent.add(datagram);
        }

        @Override
        public ByteBuffer receive(long timeoutNanos) throws NetlinkException {
            onReceive.run();
            Object next = answers.poll();
            if (next instanceof NetlinkException failure) {
                throw failure;
            }
            if (next == null) {
                onEmpty.run();
                if (timeoutNanos < 0) {
                    throw NetlinkException.failed("script", Errno.ESHUTDOWN, "closed");
                }
            }
            return next instanceof ByteBuffer datagram ? datagram : null;
        }

        @Override
        public void close() {}
    }
}
