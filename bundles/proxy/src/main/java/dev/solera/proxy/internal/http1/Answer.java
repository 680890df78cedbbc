package dev.solera.proxy.internal.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/** Responses that are our own: refusals and errors, in short plain text. */
public final class Answer {
    private Answer() {}

    /**
     * Makes a response.
     *
     * @param text the body, one line
     * @param close whether the connection ends with it
     * @param headOnly whether the request was HEAD: the body is announced, not sent
     */
    public static ByteBuf of(ByteBufAllocator allocator, int status, String text, boolean close, boolean headOnly) {
        byte[] body = (text + "\n").getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 " + status + " " + phrase(status)
                + "\r\nContent-Type: text/plain; charset=utf-8\r\nCache-Control: no-store\r\nContent-Length: "
                + body.length + (close ? "\r\nConnection: close" : "") + "\r\n\r\n";
        ByteBuf out = allocator.directBuffer(head.length() + body.length);
        out.writeCharSequence(head, StandardCharsets.US_ASCII);
        if (!headOnly) {
            out.writeBytes(body);
        }
        return out;
    }

    private static String phrase(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 400 -> "Bad Request";
            case 408 -> "Request Timeout";
            case 413 -> "Content Too Large";
            case 414 -> "URI Too Long";
            case 417 -> "Expectation Failed";
            case 431 -> "Request Header Fields Too Large";
            case 501 -> "Not Implemented";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            case 505 -> "HTTP Version Not Supported";
            default -> "Error";
        };
    }
}
