package dev.solera.proxy.internal.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestHeadTest {
    private static final String LEAD = "GET / HTTP/1.1\r\nHost: x\r\n";

    private final RequestHead head = new RequestHead(Limits.DEFAULT);

    private int feed(String text) {
        return head.feed(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
    }

    private static String unescape(String text) {
        return text.replace("~", "\r\n")
                .replace("\\r", "\r")
                .replace("\\n", "\n")
                .replace("\\t", "\t")
                .replace("\\0", "\0")
                .replace("_", " ");
    }

    /** {@code ~} stands for CRLF, {@code _} for a space. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET_/_HTTP/1.1~Host:_x~~                                  | 1",
                "~GET_/_HTTP/1.1~Host:_x~~                                 | 1",
                "GET_/_HTTP/1.0~~                                          | 1",
                "OPTIONS_*_HTTP/1.1~Host:_x~~                              | 1",
                "GET_http://x/a?b_HTTP/1.1~Host:_X~~                       | 1",
                "GET_http://x:80_HTTP/1.1~Host:_x:80~~                     | 1",
                "GET_http://x/_HTTP/1.0~~                                  | 1",
                "M-SEARCH_/_HTTP/1.1~Host:_x~~                             | 1",
                "GET_/_HTTP/1.1~Host:_[::1]:80~~                           | 1",
                "GET_/_HTTP/1.1~Host:x~~                                   | 1",
                "GET_/_HTTP/1.1~Host:\\t_x_\\t~~                           | 1",
                "GET_/_HTTP/1.1~Host:_x~Empty:~~                           | 1",
                "GET_/_HTTP/1.1~Host:_x~Latin:_\u00e4~~                    | 1",
                "POST_/_HTTP/1.1~Host:_x~Content-Length:_5~~               | 1",
                "POST_/_HTTP/1.1~Host:_x~Content-Length:_005~~             | 1",
                "POST_/_HTTP/1.1~Host:_x~Transfer-Encoding:_Chunked~~      | 1",
                "POST_/_HTTP/1.1~Host:_x~Expect:_100-Continue~~            | 1",
                // request line
                "~~GET_/_HTTP/1.1~Host:_x~~                                | 400",
                "_GET_/_HTTP/1.1~Host:_x~~                                 | 400",
                "GET__/_HTTP/1.1~Host:_x~~                                 | 400",
                "GET_/__HTTP/1.1~Host:_x~~                                 | 400",
                "GET\\t/_HTTP/1.1~Host:_x~~                                | 400",
                "GET_/_HTTP/1.1_~Host:_x~~                                 | 400",
                "GET_/~Host:_x~~                                           | 400",
                "GET_HTTP/1.1~Host:_x~~                                    | 400",
                "G@T_/_HTTP/1.1~Host:_x~~                                  | 400",
                "GET_/\u00e4_HTTP/1.1~Host:_x~~                            | 400",
                "GET_/a#b_HTTP/1.1~Host:_x~~                               | 400",
                "GET_/\\0_HTTP/1.1~Host:_x~~                               | 400",
                "GET_a_HTTP/1.1~Host:_x~~                                  | 400",
                "GET_*_HTTP/1.1~Host:_x~~                                  | 400",
                "GET_ftp://x/_HTTP/1.1~Host:_x~~                           | 400",
                "GET_http:///_HTTP/1.1~Host:_x~~                           | 400",
                "GET_http://u@x/_HTTP/1.1~Host:_x~~                        | 400",
                "GET_http://y/_HTTP/1.1~Host:_x~~                          | 400",
                "GET_/_http/1.1~Host:_x~~                                  | 400",
                "GET_/_HTTP/1.~Host:_x~~                                   | 400",
                "GET_/_HTTP/1,1~Host:_x~~                                  | 400",
                "GET_/_HTTP/11.1~Host:_x~~                                 | 400",
                "GET_/_HTTP/1.2~Host:_x~~                                  | 505",
                "PRI_*_HTTP/2.0~~SM~~                                      | 505",
                "GET_/_HTTP/2.0~Host:_x~~                                  | 505",
                "CONNECT_x:443_HTTP/1.1~Host:_x:443~~                      | 501",
                // line ends
                "GET_/_HTTP/1.1\\nHost:_x\\n\\n                            | 400",
                "GET_/_HTTP/1.1~Host:_x\\n~                                | 400",
                "GET_/_HTTP/1.1~Host:_x~A:_b\\rc~~                         | 400",
                "GET_/_HTTP/1.1~Host:_x~A:_b\\r\\r\\n~                     | 400",
                "\\nGET_/_HTTP/1.1~Host:_x~~                               | 400",
                // headers
                "GET_/_HTTP/1.1~~                                          | 400",
                "GET_/_HTTP/1.1~Host:~~                                    | 400",
                "GET_/_HTTP/1.1~Host:_x~Host:_x~~                          | 400",
                "GET_/_HTTP/1.1~Host:_x_y~~                                | 400",
                "GET_/_HTTP/1.1~Host:_x,y~~                                | 400",
                "GET_/_HTTP/1.1~Host:_u@x~~                                | 400",
                "GET_/_HTTP/1.1~Host:_x:y~~                                | 400",
                "GET_/_HTTP/1.1~Host:_x/~~                                 | 400",
                "GET_/_HTTP/1.1~Host:_[::1~~                               | 400",
                "GET_/_HTTP/1.1~Host_:_x~~                                 | 400",
                "GET_/_HTTP/1.1~_Host:_x~~                                 | 400",
                "GET_/_HTTP/1.1~Host:_x~A:_b~_c~~                          | 400",
                "GET_/_HTTP/1.1~Host:_x~\\tA:_b~~                          | 400",
                "GET_/_HTTP/1.1~Host:_x~:_b~~                              | 400",
                "GET_/_HTTP/1.1~Host:_x~A~~                                | 400",
                "GET_/_HTTP/1.1~Host:_x~A(:_b~~                            | 400",
                "GET_/_HTTP/1.1~Host:_x~A\\0:_b~~                          | 400",
                "GET_/_HTTP/1.1~Host:_x~A:_\\0~~                           | 400",
                "GET_/_HTTP/1.1~Host:_x~A:_\u007f~~                        | 400",
                "GET_/_HTTP/1.1~Host:_x~A:_\u0001~~                        | 400",
                "GET_/_HTTP/1.1~Host:_x~Expect:_magic~~                    | 417",
                "GET_/_HTTP/1.1~Host:_x~Connection:_a;b~~                  | 400",
                // framing
                "POST_/_HTTP/1.1~Host:_x~Content-Length:_5~Content-Length:_5~~           | 400",
                "POST_/_HTTP/1.1~Host:_x~Content-Length:_5~Transfer-Encoding:_chunked~~  | 400",
                "POST_/_HTTP/1.1~Host:_x~Transfer-Encoding:_chunked~Content-Length:_5~~  | 400",
                "POST_/_HTTP/1.1~Host:_x~Content-Length:_5,_5~~            | 400",
                "POST_/_HTTP/1.1~Host:_x~Content-Length:_+5~~              | 400",
                "POST_/_HTTP/1.1~Host:_x~Content-Length:_-5~~              | 400",
                "POST_/_HTTP/1.1~Host:_x~Content-Length:_0x5~~             | 400",
                "POST_/_HTTP/1.1~Host:_x~Content-Length:_5_5~~             | 400",
                "POST_/_HTTP/1.1~Host:_x~Content-Length:~~                 | 400",
                "POST_/_HTTP/1.1~Host:_x~Content-Length:_1000000000000000000~~           | 400",
                "POST_/_HTTP/1.1~Host:_x~Transfer-Encoding:_chunked~Transfer-Encoding:_chunked~~ | 400",
                "POST_/_HTTP/1.1~Host:_x~Transfer-Encoding:_chunked,_chunked~~           | 400",
                "POST_/_HTTP/1.1~Host:_x~Transfer-Encoding:_chunked,_identity~~          | 400",
                "POST_/_HTTP/1.1~Host:_x~Transfer-Encoding:_identity~~     | 400",
                "POST_/_HTTP/1.1~Host:_x~Transfer-Encoding:_xchunked~~     | 400",
                "POST_/_HTTP/1.1~Host:_x~Transfer-Encoding:_\"chunked\"~~  | 400",
                "POST_/_HTTP/1.1~Host:_x~Transfer-Encoding:~~              | 400",
                "POST_/_HTTP/1.1~Host:_x~Transfer-Encoding:\u000bchunked~~ | 400",
                "GET_/_HTTP/1.0~Content-Length:_5~~                        | 400",
                "POST_/_HTTP/1.0~Content-Length:_5~~                       | 1",
                "POST_/_HTTP/1.0~Transfer-Encoding:_chunked~~              | 400",
            })
    void isReadAsTheRfcsSayOrRefused(String request, int result) {
        assertThat(feed(unescape(request.strip()))).as(head.problem()).isEqualTo(result);
    }

    @Test
    void aLineBeyondItsLimitIs414EvenBeforeItsEnd() {
        assertThat(feed("GET /" + "a".repeat(8192))).isEqualTo(414);
        head.clear();
        assertThat(feed("GET /" + "a".repeat(8192) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
                .isEqualTo(414);
    }

    @Test
    void aHeadBeyondItsLimitIs431() {
        assertThat(feed(LEAD + "A: " + "b".repeat(16384))).isEqualTo(431);
    }

    @Test
    void aHundredHeadersAreTakenAndOneMoreIsNot() {
        assertThat(feed(LEAD + "A: b\r\n".repeat(99) + "\r\n")).isEqualTo(Head.DONE);
        head.clear();
        assertThat(feed(LEAD + "A: b\r\n".repeat(100) + "\r\n")).isEqualTo(431);
    }

    @Test
    void bytesThatNoRequestBeginsWithAreRefusedAtOnce() {
        assertThat(feed("\u0016\u0003\u0001")).isEqualTo(400); // a TLS hello
    }

    @Test
    void aHeadMayComeByteByByteAndWhatFollowsStaysWhereItIs() {
        ByteBuf in = Unpooled.copiedBuffer(LEAD + "Content-Length: 3\r\n\r\nabc", StandardCharsets.ISO_8859_1);
        int headBytes = in.readableBytes() - 3;
        for (int i = 1; i < headBytes; i++) {
            assertThat(head.feed(in.readSlice(1))).isEqualTo(Head.MORE);
        }
        assertThat(head.feed(in)).isEqualTo(Head.DONE);
        assertThat(in.toString(StandardCharsets.ISO_8859_1)).isEqualTo("abc");
        assertThat(head.contentLength()).isEqualTo(3);
    }

    @Test
    void connectionSaysWhetherItStaysOpen() {
        assertThat(feed(LEAD + "\r\n")).isEqualTo(Head.DONE);
        assertThat(head.isKeepAlive()).isTrue();
        head.clear();
        feed(LEAD + "Connection: foo, CLOSE\r\n\r\n");
        assertThat(head.isKeepAlive()).isFalse();
        head.clear();
        feed("GET / HTTP/1.0\r\n\r\n");
        assertThat(head.isKeepAlive()).isFalse();
        head.clear();
        feed("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
        assertThat(head.isKeepAlive()).isTrue();
    }

    @Test
    void onlySafeMethodsWithoutABodyAreRepeatable() {
        feed(LEAD + "\r\n");
        assertThat(head.isRepeatable()).isTrue();
        head.clear();
        feed("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
        assertThat(head.isRepeatable()).isFalse();
        head.clear();
        feed(LEAD + "Content-Length: 1\r\n\r\n");
        assertThat(head.isRepeatable()).isFalse();
        head.clear();
        feed("DELETE / HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(head.isRepeatable()).isFalse();
    }

    @Test
    void headersAreFoundInAnyCase() {
        feed(LEAD + "User-Agent:  me \r\n\r\n");
        View view = new View();
        head.value(head.indexOf("user-AGENT"), view);
        assertThat(view).hasToString("me");
        assertThat(head.indexOf("user")).isEqualTo(-1);
    }

    @Test
    void anUpgradeToH2cIsNotPassedOn() {
        feed(LEAD + "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
        assertThat(head.isUpgrade()).isTrue();
        head.clear();
        feed(LEAD + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: x\r\n\r\n");
        assertThat(head.isUpgrade()).isFalse();
    }
}
