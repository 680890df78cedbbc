package dev.solera.proxy.internal.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodyTest {
    private final Body body = new Body(Limits.DEFAULT);

    /** Returns the data, and how it ended: END, BAD or MORE, and what was left. */
    private String read(String text, int step) {
        ByteBuf all = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
        StringBuilder data = new StringBuilder();
        while (true) {
            ByteBuf in = all.slice(all.readerIndex(), Math.min(step, all.readableBytes()));
            int available = in.readableBytes();
            int n = body.next(in);
            while (n > 0) {
                data.append(in.readCharSequence(n, StandardCharsets.ISO_8859_1));
                n = body.next(in);
            }
            all.skipBytes(available - in.readableBytes());
            if (n == Body.END) {
                return data + " END " + all.toString(StandardCharsets.ISO_8859_1);
            }
            if (n == Body.BAD) {
                return data + " BAD";
            }
            if (!all.isReadable()) {
                return data + " MORE";
            }
        }
    }

    /** {@code ~} stands for CRLF. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "3~abc~0~~next                      |abc END next",
                "3~abc~2~de~0~~                     |abcde END ",
                "0~~                                |' END '",
                "00003~abc~000~~                    |abc END ",
                "A~0123456789~0~~                   |0123456789 END ",
                "3;a=b;c=\"d;e\"~abc~0;x~~          |abc END ",
                "3~abc~0~A: b~C: d~~rest            |abc END rest",
                "3~abc                              |abc MORE",
                "3~ab                               |ab MORE",
                "3~abc~0~                           |abc MORE",
                "3~abcd~0~~                         |abc BAD",
                "3\\nabc~0~~                        |' BAD'",
                "3\\r\\r\\nabc~0~~                  |' BAD'",
                "3~abc\\n0~~                        |abc BAD",
                "~abc~0~~                           |' BAD'",
                "-3~abc~0~~                         |' BAD'",
                "+3~abc~0~~                         |' BAD'",
                "0x3~abc~0~~                        |' BAD'",
                "3 ~abc~0~~                         |' BAD'",
                "\\t3~abc~0~~                       |' BAD'",
                "3_0~abc~0~~                        |' BAD'",
                "3,3~abc~0~~                        |' BAD'",
                "1000000000000000~abc~0~~           |' BAD'",
                "3;a\\nb~abc~0~~                    |' BAD'",
                "3;a\\rb~abc~0~~                    |' BAD'",
                "3;a=\"b~abc~0~~                   |' BAD'",
                "3;a=\"b\\\"~abc~0~~             |' BAD'",
                "3;a=\"b\\\"c\"~abc~0~~         |abc END ",
                "3;\\0~abc~0~~                      |' BAD'",
                "3~abc~0~A b~~                      |abc BAD",
                "3~abc~0~ A: b~~                    |abc BAD",
                "3~abc~0~A: \\0~~                   |abc BAD",
                "3~abc~0~A: b\\n~                   |abc BAD",
                "3~abc~0~\\n                        |abc BAD",
            })
    void chunksAreReadToTheLetterHoweverTheyAreSplit(String text, String result) {
        String raw = text.strip()
                .replace("~", "\r\n")
                .replace("\\r", "\r")
                .replace("\\n", "\n")
                .replace("\\t", "\t")
                .replace("\\0", "\0");
        String expected = result.startsWith("'") ? result.substring(1, result.length() - 1) : result;
        for (int step : new int[] {1, 2, 3, 1000}) {
            body.chunked();
            assertThat(read(raw, step).strip()).as("in steps of " + step).isEqualTo(expected.strip());
        }
    }

    @Test
    void extensionsAndTrailersAreBounded() {
        body.chunked();
        assertThat(read("3;" + "a".repeat(2000) + "\r\nabc", 100)).isEqualTo(" BAD");
        body.chunked();
        assertThat(read("0\r\n" + "A: b\r\n".repeat(1000), 100)).isEqualTo(" BAD");
    }

    @Test
    void aLengthIsCountedOut() {
        body.length(5);
        assertThat(read("abcdefg", 2)).isEqualTo("abcde END fg");
        body.length(0);
        assertThat(read("abc", 2)).isEqualTo(" END abc");
        body.length(5);
        assertThat(read("abc", 2)).isEqualTo("abc MORE");
    }
}
