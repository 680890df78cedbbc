package dev.solera.netlink;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Questions and answers on one socket: numbers requests, collects the parts of an answer, repeats a dump that the kernel says is torn.
 * One question at a time; safe from any thread. Answers to earlier questions that came too late are left aside by their number.
 */
final class Conversation implements AutoCloseable {
    /** Refusals of so many requests fit into the smallest receive buffer that a system has: each takes at most 1 kB of it. */
    private static final int BATCH_REQUESTS = 256;

    private static final int BATCH_BYTES = 64 * 1024;
    private static final int DUMP_ATTEMPTS = 10;

    private final Datagrams datagrams;
    private final LongSupplier nanoClock;
    private final long timeoutNanos;
    private int sequence = 1;

    Conversation(Datagrams datagrams, LongSupplier nanoClock, Duration timeout) {
        this.datagrams = datagrams;
        this.nanoClock = nanoClock;
        this.timeoutNanos = timeout.toNanos();
    }

    /** Asks for one thing; the answer's messages before the acknowledgement, none for a plain change. */
    synchronized List<NetlinkMessage> ask(NetlinkRequest request) throws NetlinkException {
        int number = sequence++;
        MessageWriter out = new MessageWriter();
        write(out, request, NetlinkMessage.ACK, number);
        long deadlineNanos = nanoClock.getAsLong() + timeoutNanos;
        try {
            datagrams.send(out.toByteArray());
            List<NetlinkMessage> answer = new ArrayList<>();
            while (true) {
                for (NetlinkMessage message : next(deadlineNanos)) {
                    if (!isAnswer(message, number)) {
                        continue;
                    }
                    if (message.type() == NetlinkMessage.ERROR) {
                        check(message);
                        return answer;
                    }
                    answer.add(message);
                }
            }
        } catch (NetlinkException e) {
            throw e.of(request.subject());
        }
    }

    /** Asks for a list, again from the start where it changed under the kernel's hands. The time counts for all attempts together. */
    synchronized List<NetlinkMessage> dump(NetlinkRequest request) throws NetlinkException {
        long deadlineNanos = nanoClock.getAsLong() + timeoutNanos;
        try {
            for (int attempt = 1; attempt <= DUMP_ATTEMPTS; attempt++) {
                List<NetlinkMessage> parts = new ArrayList<>();
                if (collect(request, parts, deadlineNanos)) {
                    return parts;
                }
            }
            throw NetlinkException.failed(
                    "list", Errno.EINTR, "it changed while it was read, " + DUMP_ATTEMPTS + " times in a row");
        } catch (NetlinkException e) {
            throw e.of(request.subject());
        }
    }

    /**
     * Asks for many things, as many in one datagram as may be, in order; one that fails does not keep the next from being done.
     *
     * <p>The kernel answers every refusal, but what it did only where it is asked to; so the last request of a datagram alone asks, and
     * its answer, which comes after those to the requests before it, says that the rest was done.
     *
     * @return what was not done, in order
     * @throws NetlinkException where the socket fails or answers are lost: what was done is then unknown
     */
    synchronized List<NetlinkFailure> batch(List<NetlinkRequest> requests) throws NetlinkException {
        List<NetlinkFailure> failures = new ArrayList<>();
        int done = 0;
        while (done < requests.size()) {
            MessageWriter out = new MessageWriter();
            Map<Integer, NetlinkRequest> open = new LinkedHashMap<>();
            int last = sequence;
            boolean more = true;
            while (more) {
                last = sequence++;
                NetlinkRequest request = requests.get(done++);
                open.put(last, request);
                int mark = out.size();
                write(out, request, 0, last);
                more = done < requests.size() && open.size() < BATCH_REQUESTS && out.size() < BATCH_BYTES;
                if (!more) {
                    out.alter(mark, request.flags() | NetlinkMessage.REQUEST | NetlinkMessage.ACK);
                }
            }
            settle(out.toByteArray(), last, open, failures);
        }
        return failures;
    }

    /** Wakes whoever waits for an answer; not synchronized for that reason. */
    @Override
    public void close() {
        datagrams.close();
    }

    private void settle(byte[] datagram, int last, Map<Integer, NetlinkRequest> open, List<NetlinkFailure> failures)
            throws NetlinkException {
        long deadlineNanos = nanoClock.getAsLong() + timeoutNanos;
        try {
            datagrams.send(datagram);
            while (open.containsKey(last)) {
                for (NetlinkMessage message : next(deadlineNanos)) {
                    if (message.type() != NetlinkMessage.ERROR || !isOurs(message)) {
                        continue;
                    }
                    NetlinkRequest request = open.remove(message.sequence());
                    Acknowledgement answer = Acknowledgement.of(message);
                    if (request != null && answer.errno() != 0) {
                        failures.add(new NetlinkFailure(
                                request,
                                NetlinkException.refused(request.subject(), answer.errno(), answer.sentence())));
                    }
                }
            }
        } catch (NetlinkException e) {
            String first = open.isEmpty()
                    ? ""
                    : ", beginning with " + open.values().iterator().next().subject();
            throw e.of("batch with " + open.size() + " requests unanswered" + first);
        }
    }

    /** Whether the list is whole: false where it is torn. */
    private boolean collect(NetlinkRequest request, List<NetlinkMessage> parts, long deadlineNanos)
            throws NetlinkException {
        int number = sequence++;
        MessageWriter out = new MessageWriter();
        write(out, request, NetlinkMessage.DUMP, number);
        datagrams.send(out.toByteArray());
        boolean whole = true;
        while (true) {
            for (NetlinkMessage message : next(deadlineNanos)) {
                if (!isAnswer(message, number)) {
                    continue;
                }
                whole &= !message.has(NetlinkMessage.DUMP_INTERRUPTED);
                if (message.type() == NetlinkMessage.DONE || message.type() == NetlinkMessage.ERROR) {
                    check(message);
                    return whole;
                }
                parts.add(message);
            }
        }
    }

    private List<NetlinkMessage> next(long deadlineNanos) throws NetlinkException {
        long left = deadlineNanos - nanoClock.getAsLong();
        ByteBuffer datagram = left <= 0 ? null : datagrams.receive(left);
        if (datagram == null) {
            throw NetlinkException.failed(
                    "answer",
                    Errno.ETIMEDOUT,
                    "none in " + Duration.ofNanos(timeoutNanos).toMillis() + " ms");
        }
        return NetlinkMessage.parse(datagram);
    }

    private boolean isAnswer(NetlinkMessage message, int number) {
        return message.sequence() == number && isOurs(message) && message.type() != NetlinkMessage.NOOP;
    }

    private boolean isOurs(NetlinkMessage message) {
        return datagrams.port() == 0 || message.port() == datagrams.port();
    }

    private static void check(NetlinkMessage message) throws NetlinkException {
        Acknowledgement answer = Acknowledgement.of(message);
        if (answer.errno() != 0) {
            throw NetlinkException.refused("kernel", answer.errno(), answer.sentence());
        }
    }

    private static void write(MessageWriter out, NetlinkRequest request, int flags, int number) {
        out.begin(request.type(), request.flags() | flags | NetlinkMessage.REQUEST, number);
        request.body().accept(out);
        out.end();
    }
}
