package dev.solera.checks.internal;

import dev.solera.api.Addresses;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.net.InetSocketAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer. The answer is judged by its head unless the body matters; of the body only the first
 * {@code body.limit.bytes} are kept. Every other part of an answer has a limit too, so a hostile server costs a few KiB.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty tells of failures through the pipeline.
final class HttpDialogue implements Dialogue {
    private static final int LONGEST_LINE = 8 * 1024;
    private static final int LARGEST_HEADER = 32 * 1024;
    private static final int MOST_INTERIM_ANSWERS = 16;
    private static final int SWITCHING_PROTOCOLS = 101;

    private final HttpSettings settings;
    private final InetSocketAddress address;
    private int interimAnswers;
    private int status;
    private @Nullable ByteBuf body;

    HttpDialogue(HttpSettings settings, InetSocketAddress address) {
        this.settings = settings;
        this.address = address;
    }

    @Override
    public ChannelHandler codec() {
        return new HttpClientCodec(
                new HttpDecoderConfig().setMaxInitialLineLength(LONGEST_LINE).setMaxHeaderSize(LARGEST_HEADER),
                false,
                false);
    }

    @Override
    public @Nullable Finding begin(Channel channel) {
        DefaultFullHttpRequest request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, settings.method(), settings.path(), Unpooled.EMPTY_BUFFER);
        String host = settings.host();
        HttpHeaders headers = request.headers();
        headers.set(HttpHeaderNames.HOST, host != null ? host : Addresses.text(address));
        headers.set(HttpHeaderNames.USER_AGENT, "solera-check");
        headers.set(HttpHeaderNames.ACCEPT, "*/*");
        headers.setAll(settings.headers());
        headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        channel.writeAndFlush(request);
        return null;
    }

    @Override
    public @Nullable Finding received(Object message) {
        HttpObject part = (HttpObject) message;
        if (part.decoderResult().isFailure()) {
            return malformed(part.decoderResult().cause());
        }
        if (part instanceof HttpResponse response) {
            Finding finding = head(response);
            if (finding != null) {
                return finding;
            }
        }
        return part instanceof HttpContent content && status != 0 ? more(content) : null;
    }

    @Override
    public Finding closed() {
        return Finding.fail(
                "L7RSP",
                status == 0
                        ? "connection closed by the server without an answer"
                        : "connection closed by the server in the middle of its answer");
    }

    @Override
    public boolean saidAll() {
        // The server was asked to close; closing first would leave the port waiting on our side.
        return false;
    }

    private @Nullable Finding head(HttpResponse response) {
        int code = response.status().code();
        if (code < 200 && code != SWITCHING_PROTOCOLS) {
            return ++interimAnswers > MOST_INTERIM_ANSWERS
                    ? Finding.fail("L7RSP", "more than " + MOST_INTERIM_ANSWERS + " interim answers (1xx)")
                    : null;
        }
        if (!settings.status().contains(code)) {
            return Finding.wrongAnswer(
                    "L7STS",
                    code,
                    "status " + code + " (expected " + settings.status().text() + ")");
        }
        for (Map.Entry<String, String> expected : settings.expectedHeaders().entrySet()) {
            if (response.headers().getAll(expected.getKey()).stream()
                    .noneMatch(value -> value.contains(expected.getValue()))) {
                return Finding.wrongAnswer("L7RSP", code, missing(expected.getKey(), expected.getValue()));
            }
        }
        status = code;
        return settings.wantsBody() ? null : Finding.pass("L7OK", code, "status " + code);
    }

    private @Nullable Finding more(HttpContent content) {
        ByteBuf collected = body;
        if (collected == null) {
            // On the heap: nobody has to release it when the check ends early.
            collected = Unpooled.buffer(Math.min(256, settings.bodyLimitBytes()), settings.bodyLimitBytes());
            body = collected;
        }
        ByteBuf bytes = content.content();
        collected.writeBytes(bytes, bytes.readerIndex(), Math.min(bytes.readableBytes(), collected.maxWritableBytes()));
        if (content instanceof LastHttpContent || collected.maxWritableBytes() == 0) {
            return BodyMatch.judge(settings, status, collected);
        }
        return null;
    }

    private static Finding malformed(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return Finding.fail("L7RSP", "first line of the answer is longer than " + LONGEST_LINE + " bytes");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return Finding.fail("L7RSP", "header of the answer is larger than " + LARGEST_HEADER + " bytes");
        }
        return Finding.fail("L7RSP", "not an HTTP answer");
    }

    private static String missing(String name, String value) {
        return value.isEmpty()
                ? "header " + name + " is missing"
                : "header " + name + " does not contain \"" + value + "\"";
    }
}
