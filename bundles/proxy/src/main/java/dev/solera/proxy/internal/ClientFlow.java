package dev.solera.proxy.internal;

import dev.solera.proxy.internal.http1.RequestHead;
import dev.solera.proxy.internal.http1.View;
import dev.solera.spi.Flow;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** What a scheduler is told, one object for all flows of an event loop. */
final class ClientFlow implements Flow {
    private static final InetSocketAddress NOWHERE = new InetSocketAddress(0);

    private InetSocketAddress source = NOWHERE;
    private InetSocketAddress destination = NOWHERE;
    private int sourceWord;
    private @Nullable RequestHead head;
    private final View method = new View();
    private final View target = new View();
    /** Several, so that a scheduler may look at a few headers at a time. */
    private final View[] values = {new View(), new View(), new View(), new View()};

    private int nextValue;

    /** Makes this the flow of {@code session}; {@code request} is null in mode tcp. */
    ClientFlow of(Session session, @Nullable RequestHead request) {
        source = session.source();
        destination = session.destination();
        sourceWord = session.sourceWord();
        head = request;
        if (request != null) {
            request.method(method);
            request.target(target);
        }
        return this;
    }

    /** Makes this the flow of datagrams from {@code client} to {@code here}. */
    ClientFlow of(InetSocketAddress client, InetSocketAddress here) {
        source = client;
        destination = here;
        sourceWord = word(client.getAddress());
        head = null;
        return this;
    }

    /** Returns {@link Flow#sourceWord()} for {@code address}. */
    static int word(InetAddress address) {
        byte[] bytes = address.getAddress();
        int word = 0;
        for (int i = 0; i < bytes.length; i += 4) {
            word ^= (bytes[i] & 0xff) << 24
                    | (bytes[i + 1] & 0xff) << 16
                    | (bytes[i + 2] & 0xff) << 8
                    | bytes[i + 3] & 0xff;
        }
        return word;
    }

    @Override
    public InetSocketAddress source() {
        return source;
    }

    @Override
    public int sourceWord() {
        return sourceWord;
    }

    @Override
    public InetSocketAddress destination() {
        return destination;
    }

    @Override
    public @Nullable CharSequence method() {
        return head == null ? null : method;
    }

    @Override
    public @Nullable CharSequence target() {
        return head == null ? null : target;
    }

    @Override
    public @Nullable CharSequence header(CharSequence name) {
        RequestHead request = head;
        int index = request == null ? -1 : request.indexOf(name);
        if (request == null || index < 0) {
            return null;
        }
        View value = values[nextValue++ & 3];
        request.value(index, value);
        return value;
    }
}
