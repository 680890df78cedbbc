package dev.solera.proxy.internal.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponseHeadTest {
    /** {@code ~} stands for CRLF, {@code _} for a space. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1_200_OK~~                                               | 1",
                "HTTP/1.1_200_~~                                                 | 1",
                "HTTP/1.1_200~~                                                  | 1",
                "HTTP/1.0_404_Not_Found~A:_b~~                                   | 1",
                "HTTP/1.1_200_OK~Content-Length:_5~~                             | 1",
                "HTTP/1.1_200_OK~Transfer-Encoding:_chunked~~                    | 1",
                "HTTP/2.0_200_OK~~                                               | 400",
                "HTTP/1.1__200_OK~~                                              | 400",
                "HTTP/1.1_2OO_OK~~                                               | 400",
                "HTTP/1.1_20~~                                                   | 400",
                "HTTP/1.1_2000~~                                                 | 400",
                "HTTP/1.1_099_Low~~                                              | 400",
                "HTTP/1.1_600_High~~                                             | 400",
                "ICY_200_OK~~                                                    | 400",
                "HTTP/1.1_200_OK~Content-Length:_5~Content-Length:_6~~           | 400",
                "HTTP/1.1_200_OK~Content-Length:_5~Transfer-Encoding:_chunked~~  | 400",
                "HTTP/1.1_200_OK~Transfer-Encoding:_gzip,_chunked~~              | 400",
                "HTTP/1.0_200_OK~Transfer-Encoding:_chunked~~                    | 400",
                "HTTP/1.1_200_OK~A:_b~_folded~~                                  | 400",
                "HTTP/1.1_200_OK~A_:_b~~                                         | 400",
            })
    void isReadAsTheRfcsSayOrRefused(String response, int result) {
        ResponseHead head = new ResponseHead(Limits.DEFAULT);
        String text = response.strip().replace("~", "\r\n").replace("_", " ");
        assertThat(head.feed(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1)))
                .as(head.problem())
                .isEqualTo(result);
    }
}
