package dev.solera.proxy.internal.http2;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Random;

/** Fields as nobody in his right mind would send them. */
final class RandomFields {
    private final Random random;

    RandomFields(Random random) {
        this.random = random;
    }

    /** Up to four fields, of which some are damaged. */
    Http2Headers of(String[] names, String[] values) {
        Http2Headers fields = new DefaultHttp2Headers(false);
        for (int n = random.nextInt(5); n > 0; n--) {
            String name = names[random.nextInt(names.length)];
            String value = values[random.nextInt(values.length)];
            fields.add(random.nextInt(6) == 0 ? damaged(name) : name, random.nextInt(6) == 0 ? damaged(value) : value);
        }
        return fields;
    }

    /** The text with a character more. */
    String damaged(String text) {
        StringBuilder damaged = new StringBuilder(text);
        damaged.insert(
                random.nextInt(text.length() + 1), (char) random.nextInt(random.nextInt(4) == 0 ? 0x400 : 0x100));
        return damaged.toString();
    }
}
