package dev.solera.benchmarks;

import dev.solera.proxy.internal.http1.Head;
import dev.solera.proxy.internal.http1.HeadWriter;
import dev.solera.proxy.internal.http1.HeadWriter.Persistence;
import dev.solera.proxy.internal.http1.Limits;
import dev.solera.proxy.internal.http1.RequestHead;
import dev.solera.proxy.internal.http1.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Time to read a head, and to write it on with the lines of a proxy. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HttpHead {
    private static final String SHORT = "GET /small HTTP/1.1\r\nHost: 127.0.0.1:18100\r\n\r\n";
    private static final String BROWSER =
            """
            GET /shop/items/4711?color=blue&size=42 HTTP/1.1\r
            Host: www.example.org\r
            User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r
            Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8\r
            Accept-Language: de,en-US;q=0.7,en;q=0.3\r
            Accept-Encoding: gzip, deflate, br, zstd\r
            Referer: https://www.example.org/shop/\r
            Connection: keep-alive\r
            Cookie: session=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08; theme=dark\r
            Upgrade-Insecure-Requests: 1\r
            Priority: u=0, i\r
            \r
            """;
    private static final String ANSWER =
            """
            HTTP/1.1 200 OK\r
            Server: nginx/1.22.1\r
            Date: Thu, 01 Jan 1970 00:00:00 GMT\r
            Content-Type: application/octet-stream\r
            Content-Length: 100\r
            Last-Modified: Thu, 01 Jan 1970 00:00:00 GMT\r
            Connection: keep-alive\r
            ETag: "6745d7a2-64"\r
            Accept-Ranges: bytes\r
            \r
            """;
    private static final byte[] OWN =
            bytes("X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: http\r\nForwarded: for=192.0.2.7;proto=http\r\n");

    @Param({"short", "browser"})
    public String request;

    private final RequestHead asked = new RequestHead(Limits.DEFAULT);
    private final ResponseHead answered = new ResponseHead(Limits.DEFAULT);
    private final RequestHead asking = new RequestHead(Limits.DEFAULT);
    private final ResponseHead answering = new ResponseHead(Limits.DEFAULT);
    private final ByteBuf out = Unpooled.directBuffer(4096);
    private final byte[] host = bytes("127.0.0.1:80");
    private ByteBuf requestBytes = Unpooled.EMPTY_BUFFER;
    private ByteBuf answerBytes = Unpooled.EMPTY_BUFFER;

    /** Makes the messages. */
    @Setup
    public void prepare() {
        requestBytes = direct("short".equals(request) ? SHORT : BROWSER);
        answerBytes = direct(ANSWER);
        if (asked.feed(requestBytes.duplicate()) != Head.DONE || answered.feed(answerBytes.duplicate()) != Head.DONE) {
            throw new IllegalStateException(asked.problem() + answered.problem());
        }
    }

    /** Reads a request. */
    @Benchmark
    public int readRequest() {
        asking.clear();
        requestBytes.readerIndex(0);
        return asking.feed(requestBytes);
    }

    /** Reads a response. */
    @Benchmark
    public int readResponse() {
        answering.clear();
        answerBytes.readerIndex(0);
        return answering.feed(answerBytes);
    }

    /** Writes a request on. */
    @Benchmark
    public int writeRequest() {
        out.clear();
        HeadWriter.request(asked, host, false, false, false, OWN, out);
        return out.readableBytes();
    }

    /** Writes a response on. */
    @Benchmark
    public int writeResponse() {
        out.clear();
        HeadWriter.response(answered, false, true, Persistence.DEFAULT, out);
        return out.readableBytes();
    }

    private static ByteBuf direct(String text) {
        return Unpooled.directBuffer(1024).writeBytes(bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
