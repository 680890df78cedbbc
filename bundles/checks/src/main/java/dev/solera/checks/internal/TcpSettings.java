package dev.solera.checks.internal;

import dev.solera.spi.Keys;

/**
 * What a {@code tcp} check says and wants to hear.
 *
 * @param send {@code send}: sent once connected, empty for nothing
 * @param expect {@code expect}: what the answer has to contain, empty: connecting is enough
 */
record TcpSettings(EscapedText send, EscapedText expect) {
    static TcpSettings parse(Keys keys) {
        return new TcpSettings(EscapedText.parse(keys, "send"), EscapedText.parse(keys, "expect"));
    }
}
