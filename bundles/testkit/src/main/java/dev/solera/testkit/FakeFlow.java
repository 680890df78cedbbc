package dev.solera.testkit;

import dev.solera.api.Addresses;
import dev.solera.spi.Flow;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A connection or request made up by a test. Immutable. */
public final class FakeFlow implements Flow {
    private final InetSocketAddress source;
    private final int sourceWord;
    private final InetSocketAddress destination = Addresses.parse("127.0.0.1:80");
    private final @Nullable String method;
    private final @Nullable String target;
    private final Map<String, String> headers;

    private FakeFlow(
            InetSocketAddress source, @Nullable String method, @Nullable String target, Map<String, String> headers) {
        this.source = source;
        this.sourceWord = word(source.getAddress().getAddress());
        this.method = method;
        this.target = target;
        this.headers = headers;
    }

    /** Returns a connection from the literal address {@code ip}, port 40000, to 127.0.0.1:80. */
    public static FakeFlow from(String ip) {
        return new FakeFlow(new InetSocketAddress(Addresses.parseIp(ip), 40000), null, null, Map.of());
    }

    /** Returns this flow as an HTTP request. */
    public FakeFlow request(String method, String target) {
        return new FakeFlow(source, method, target, headers);
    }

    /** Returns this flow with one request header more. */
    public FakeFlow header(String name, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(name.toLowerCase(Locale.ROOT), value);
        return new FakeFlow(source, method, target, more);
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
        return method;
    }

    @Override
    public @Nullable CharSequence target() {
        return target;
    }

    @Override
    public @Nullable CharSequence header(CharSequence name) {
        return headers.get(name.toString().toLowerCase(Locale.ROOT));
    }

    private static int word(byte[] address) {
        ByteBuffer words = ByteBuffer.wrap(address);
        int word = 0;
        while (words.hasRemaining()) {
            word ^= words.getInt();
        }
        return word;
    }
}
