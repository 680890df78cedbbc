package dev.solera.proxy.internal.http1;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * The head of a message: start line and headers, kept as the bytes that came and positions in them. Used again and again by one
 * thread.
 *
 * <p>{@link #feed} takes bytes as they come, each line is looked at once, and bytes behind the head stay where they are.
 */
public abstract class Head {
    /** The head is not complete yet. */
    public static final int MORE = 0;
    /** The head is complete and valid. */
    public static final int DONE = 1;

    /** A message without {@code Content-Length}. */
    public static final long NO_LENGTH = -1;

    private static final byte[] CLOSE = Chars.ascii("close");
    private static final byte[] KEEP_ALIVE = Chars.ascii("keep-alive");
    private static final byte[] UPGRADE = Chars.ascii("upgrade");
    private static final byte[] TE = Chars.ascii("te");
    private static final byte[] CHUNKED = Chars.ascii("chunked");

    /** Ints kept for each header: start of its line, end of its name, start and end of its value. */
    private static final int MARKS = 4;

    final Limits limits;
    byte[] bytes = new byte[1024];
    private int length;
    private int lineStart;
    private int scanned;
    private boolean started;
    private boolean blankSeen;

    int count;
    private int[] marks = new int[MARKS * 24];
    private Field[] fields = new Field[24];
    private int headersEnd;

    /** 0 or 1, of HTTP/1.x. */
    int minor;

    long contentLength;
    boolean chunked;
    boolean closeAsked;
    boolean keepAliveAsked;
    boolean upgradeAsked;
    /** {@code Connection} names fields of its own. */
    boolean namesOthers;

    private String problem = "";

    Head(Limits limits) {
        this.limits = limits;
        clear();
    }

    /** Forgets everything, ready for the next head. */
    public void clear() {
        length = 0;
        lineStart = 0;
        scanned = 0;
        started = false;
        blankSeen = false;
        count = 0;
        headersEnd = 0;
        minor = 1;
        contentLength = NO_LENGTH;
        chunked = false;
        closeAsked = false;
        keepAliveAsked = false;
        upgradeAsked = false;
        namesOthers = false;
        problem = "";
    }

    /** Tells whether nothing came yet, but perhaps an empty line. */
    public boolean isEmpty() {
        return length == lineStart && !started;
    }

    /**
     * Takes bytes up to the end of the head.
     *
     * @return {@link #MORE}, {@link #DONE}, or the status a request is refused with: {@link #problem()} says why
     */
    public int feed(ByteBuf in) {
        int taken = Math.min(in.readableBytes(), limits.headBytes() - length);
        int before = length;
        int end = before + taken;
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(limits.headBytes(), Math.max(end, 2 * bytes.length)));
        }
        in.getBytes(in.readerIndex(), bytes, before, taken);
        while (true) {
            int lf = scanned;
            byte[] b = bytes;
            while (lf < end && b[lf] != '\n') {
                lf++;
            }
            if (lf == end) {
                scanned = end;
                length = end;
                in.skipBytes(taken);
                return incomplete();
            }
            if (lf == lineStart || b[lf - 1] != '\r') {
                return refuse(400, "a line ends without CR");
            }
            int lineEnd = lf - 1;
            if (lineEnd > lineStart) {
                int result = started ? header(lineStart, lineEnd) : start(lineEnd);
                if (result != MORE) {
                    return result;
                }
            } else if (started) {
                headersEnd = lineStart;
                length = lf + 1;
                in.skipBytes(length - before);
                return finish();
            } else if (blankSeen) {
                return refuse(400, "empty lines before the start line");
            } else {
                blankSeen = true; // RFC 9112 §2.2: at least one empty line is to be ignored
            }
            lineStart = lf + 1;
            scanned = lineStart;
        }
    }

    private int incomplete() {
        if (!started) {
            if (length > lineStart && !Chars.isToken(bytes[lineStart]) && bytes[lineStart] != '\r') {
                return refuse(400, "the start line begins with a character that no HTTP message begins with");
            }
            if (length - lineStart > limits.lineBytes()) {
                return refuse(lineTooLong(), "the start line is longer than " + limits.lineBytes() + " bytes");
            }
        }
        if (length >= limits.headBytes()) {
            return refuse(431, "the head is longer than " + limits.headBytes() + " bytes");
        }
        return MORE;
    }

    private int start(int lineEnd) {
        if (lineEnd - lineStart > limits.lineBytes()) {
            return refuse(lineTooLong(), "the start line is longer than " + limits.lineBytes() + " bytes");
        }
        started = true;
        headersEnd = lineEnd + 2;
        return startLine(lineStart, lineEnd);
    }

    /** Reads {@code bytes[from, to)}; returns {@link #MORE} or a status. */
    abstract int startLine(int from, int to);

    /** Returns the status for a start line beyond its limit. */
    abstract int lineTooLong();

    /** Looks at the head as a whole; returns {@link #DONE} or a status. */
    abstract int finish();

    /** Looks at one header that concerns this kind of message; returns {@link #MORE} or a status. */
    abstract int special(Field field, int valueStart, int valueEnd);

    private int header(int from, int to) {
        byte[] b = bytes;
        int colon = from;
        while (Chars.isToken(b[colon])) {
            colon++; // ends at the latest at the CR
        }
        if (colon == from || b[colon] != ':') {
            return refuse(400, "a header line without a valid name and a colon right behind it");
        }
        int valueStart = colon + 1;
        while (valueStart < to && Chars.isBlank(b[valueStart])) {
            valueStart++;
        }
        int valueEnd = to;
        while (valueEnd > valueStart && Chars.isBlank(b[valueEnd - 1])) {
            valueEnd--;
        }
        for (int i = valueStart; i < valueEnd; i++) {
            if (!Chars.isField(b[i])) {
                return refuse(400, "a header value with a control character");
            }
        }
        if (count == limits.headers()) {
            return refuse(431, "more than " + limits.headers() + " headers");
        }
        Field field = Field.of(b, from, colon);
        keep(field, from, colon, valueStart, valueEnd);
        return switch (field) {
            case CONNECTION -> connection(valueStart, valueEnd);
            case CONTENT_LENGTH -> contentLength(valueStart, valueEnd);
            case TRANSFER_ENCODING -> transferEncoding(valueStart, valueEnd);
            default -> special(field, valueStart, valueEnd);
        };
    }

    private void keep(Field field, int line, int nameEnd, int valueStart, int valueEnd) {
        if (count == fields.length) {
            fields = Arrays.copyOf(fields, 2 * count);
            marks = Arrays.copyOf(marks, 2 * marks.length);
        }
        fields[count] = field;
        int mark = MARKS * count++;
        marks[mark] = line;
        marks[mark + 1] = nameEnd;
        marks[mark + 2] = valueStart;
        marks[mark + 3] = valueEnd;
    }

    private int contentLength(int from, int to) {
        if (contentLength != NO_LENGTH) {
            return refuse(400, "Content-Length twice");
        }
        if (from == to || to - from > 18) {
            return refuse(400, "Content-Length that is no number of up to 18 digits");
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            if (!Chars.isDigit(bytes[i])) {
                return refuse(400, "Content-Length that is no number of up to 18 digits");
            }
            value = 10 * value + bytes[i] - '0';
        }
        contentLength = value;
        return MORE;
    }

    private int transferEncoding(int from, int to) {
        if (chunked) {
            return refuse(400, "Transfer-Encoding twice");
        }
        if (!Chars.is(bytes, from, to, CHUNKED)) {
            return refuse(400, "Transfer-Encoding other than chunked");
        }
        chunked = true;
        return MORE;
    }

    private int connection(int from, int to) {
        for (int i = from; i < to; ) {
            int end = tokenEnd(i, to);
            if (end < i) {
                return refuse(400, "Connection that is no list of names");
            }
            if (end == i) {
                i++; // a comma or a blank
            } else {
                if (Chars.is(bytes, i, end, CLOSE)) {
                    closeAsked = true;
                } else if (Chars.is(bytes, i, end, KEEP_ALIVE)) {
                    keepAliveAsked = true;
                } else if (Chars.is(bytes, i, end, UPGRADE)) {
                    upgradeAsked = true;
                } else if (!Chars.is(bytes, i, end, TE)) {
                    namesOthers = true;
                }
                i = end;
            }
        }
        return MORE;
    }

    /** Returns the end of the token at {@code i}, {@code i} itself at a separator, or −1 at anything else. */
    private int tokenEnd(int i, int to) {
        int end = i;
        while (end < to && Chars.isToken(bytes[end])) {
            end++;
        }
        boolean separated = end == to || bytes[end] == ',' || Chars.isBlank(bytes[end]);
        return separated ? end : -1;
    }

    /** Tells whether a {@code Connection} header names the header at {@code index}. */
    boolean isNamedInConnection(int index) {
        if (!namesOthers) {
            return false;
        }
        int from = lineStart(index);
        int nameLength = nameEnd(index) - from;
        for (int c = 0; c < count; c++) {
            if (fields[c] != Field.CONNECTION) {
                continue;
            }
            for (int i = valueStart(c), to = valueEnd(c); i < to; ) {
                int end = Math.max(i, tokenEnd(i, to));
                if (end - i == nameLength && sameIgnoringCase(i, from, nameLength)) {
                    return true;
                }
                i = end == i ? i + 1 : end;
            }
        }
        return false;
    }

    private boolean sameIgnoringCase(int a, int b, int n) {
        for (int i = 0; i < n; i++) {
            if (Chars.lower(bytes[a + i]) != Chars.lower(bytes[b + i])) {
                return false;
            }
        }
        return true;
    }

    final int refuse(int status, String why) {
        problem = why;
        return status;
    }

    /** Returns why the head was refused. */
    public String problem() {
        return problem;
    }

    /** Returns how many headers there are. */
    public int headers() {
        return count;
    }

    Field field(int index) {
        return fields[index];
    }

    int lineStart(int index) {
        return marks[MARKS * index];
    }

    int lineEnd(int index) {
        return index + 1 < count ? lineStart(index + 1) : headersEnd;
    }

    int nameEnd(int index) {
        return marks[MARKS * index + 1];
    }

    int valueStart(int index) {
        return marks[MARKS * index + 2];
    }

    int valueEnd(int index) {
        return marks[MARKS * index + 3];
    }

    /** Returns the position of the first header called {@code name}, in any case, or −1. */
    public int indexOf(CharSequence name) {
        int n = name.length();
        for (int i = 0; i < count; i++) {
            int from = lineStart(i);
            if (nameEnd(i) - from == n && isName(name, from, n)) {
                return i;
            }
        }
        return -1;
    }

    private boolean isName(CharSequence name, int from, int n) {
        for (int i = 0; i < n; i++) {
            if (Character.toLowerCase(name.charAt(i)) != Chars.lower(bytes[from + i])) {
                return false;
            }
        }
        return true;
    }

    /** Makes {@code view} show the value of the header at {@code index}. */
    public void value(int index, View view) {
        view.show(bytes, valueStart(index), valueEnd(index));
    }

    /** Returns bytes of the head. */
    public int length() {
        return length;
    }

    /** Returns {@code Content-Length}, or {@link #NO_LENGTH}. */
    public long contentLength() {
        return contentLength;
    }

    /** Tells whether the body comes in chunks. */
    public boolean isChunked() {
        return chunked;
    }

    /** Tells whether the sender speaks HTTP/1.1, not 1.0. */
    public boolean isHttp11() {
        return minor == 1;
    }

    /** Tells whether the sender lets the connection stay open (RFC 9112 §9.3). */
    public boolean isKeepAlive() {
        return !closeAsked && (minor == 1 || keepAliveAsked);
    }
}
