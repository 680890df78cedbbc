package dev.solera.checks.internal;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Looks into a body for what is expected, as UTF-8. A regular expression gets 50 ms: backtracking can take exponential time, and other
 * checks wait on the same event loop.
 */
final class BodyMatch {
    private static final long LONGEST_NANOS = 50_000_000;

    private BodyMatch() {}

    static Finding judge(HttpSettings settings, int status, ByteBuf body) {
        String text = body.toString(StandardCharsets.UTF_8);
        String wanted = settings.body();
        if (wanted != null && !text.contains(wanted)) {
            return Finding.wrongAnswer("L7RSP", status, "body does not contain \"" + wanted + "\"");
        }
        Pattern regex = settings.bodyRegex();
        try {
            if (regex != null
                    && !regex.matcher(new DeadlineText(text, LONGEST_NANOS)).find()) {
                return Finding.wrongAnswer("L7RSP", status, "body does not match \"" + regex + "\"");
            }
        } catch (DeadlineText.Over e) {
            return Finding.wrongAnswer("L7RSP", status, "body.regex took longer than 50 ms on this body");
        } catch (StackOverflowError e) {
            return Finding.wrongAnswer("L7RSP", status, "body.regex nests too deep on this body");
        }
        return Finding.pass("L7OK", status, "status " + status + ", body as expected");
    }
}
