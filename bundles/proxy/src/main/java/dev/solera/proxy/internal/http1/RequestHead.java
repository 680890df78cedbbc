package dev.solera.proxy.internal.http1;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.util.AsciiString;

/** The head of a request. */
public final class RequestHead extends Head {
    private static final byte[] EXPECT_CONTINUE = Chars.ascii("100-continue");
    private static final byte[] VERSION = Chars.ascii("HTTP/1.");
    private static final byte[] HTTP_SCHEME = Chars.ascii("http://");
    private static final byte[] HTTPS_SCHEME = Chars.ascii("https://");
    private static final byte[] H2C = Chars.ascii("h2c");
    private static final byte[] TRAILERS = Chars.ascii("trailers");

    private int methodStart;
    private int methodEnd;
    private int targetStart;
    private int targetEnd;
    /** Where the path begins: behind the authority in absolute form. */
    private int pathStart;

    private int authorityStart;
    private int hostIndex;
    private boolean expectContinue;
    private boolean upgradeUsable;
    private boolean trailersWanted;

    private Verb verb = Verb.OTHER;

    /** Methods that a proxy treats differently. */
    private enum Verb {
        GET,
        HEAD,
        OPTIONS,
        TRACE,
        CONNECT,
        OTHER;

        private static final Verb[] ALL = values();

        @SuppressWarnings("ImmutableEnumChecker") // never written to
        private final byte[] text = Chars.ascii(name());

        static Verb of(byte[] bytes, int from, int to) {
            for (Verb verb : ALL) {
                if (verb != OTHER && java.util.Arrays.equals(bytes, from, to, verb.text, 0, verb.text.length)) {
                    return verb;
                }
            }
            return OTHER;
        }
    }

    public RequestHead(Limits limits) {
        super(limits);
    }

    @Override
    public void clear() {
        super.clear();
        hostIndex = -1;
        authorityStart = -1;
        expectContinue = false;
        upgradeUsable = false;
        trailersWanted = false;
        verb = Verb.OTHER;
    }

    @Override
    int lineTooLong() {
        return 414;
    }

    @Override
    int startLine(int from, int to) {
        byte[] b = bytes;
        methodStart = from;
        int i = from;
        while (Chars.isToken(b[i])) {
            i++; // ends at the latest at the CR
        }
        if (i == from || b[i] != ' ') {
            return refuse(400, "a request line without a valid method and one space behind it");
        }
        methodEnd = i;
        verb = Verb.of(b, from, i);
        targetStart = ++i;
        while (Chars.isTarget(b[i])) {
            i++;
        }
        if (i == targetStart || b[i] != ' ') {
            return refuse(
                    400,
                    "a request target with characters that have to be percent-encoded, or not followed by one space");
        }
        targetEnd = i++;
        if (to - i != 8 || !java.util.Arrays.equals(b, i, i + 5, VERSION, 0, 5)) {
            return refuse(400, "a request line without a valid version");
        }
        if (!java.util.Arrays.equals(b, i, i + 7, VERSION, 0, 7) || b[i + 7] != '0' && b[i + 7] != '1') {
            boolean wellFormed = Chars.isDigit(b[i + 5]) && b[i + 6] == '.' && Chars.isDigit(b[i + 7]);
            return wellFormed
                    ? refuse(505, "a version other than HTTP/1.0 and HTTP/1.1")
                    : refuse(400, "an invalid version");
        }
        minor = b[i + 7] - '0';
        return target();
    }

    private int target() {
        pathStart = targetStart;
        byte first = bytes[targetStart];
        if (verb == Verb.CONNECT) {
            return refuse(501, "CONNECT: this is no forward proxy");
        }
        if (first == '/') {
            return MORE;
        }
        if (first == '*') {
            return targetEnd - targetStart == 1 && verb == Verb.OPTIONS
                    ? MORE
                    : refuse(400, "an invalid request target");
        }
        for (byte[] scheme : new byte[][] {HTTP_SCHEME, HTTPS_SCHEME}) {
            int end = targetStart + scheme.length;
            if (end < targetEnd && Chars.is(bytes, targetStart, end, scheme)) {
                authorityStart = end;
                pathStart = end;
                while (pathStart < targetEnd && bytes[pathStart] != '/' && bytes[pathStart] != '?') {
                    pathStart++;
                }
                return isHost(authorityStart, pathStart) ? MORE : refuse(400, "an invalid host in the request target");
            }
        }
        return refuse(400, "a request target that is neither a path nor an http URL");
    }

    @Override
    int special(Field field, int from, int to) {
        switch (field) {
            case HOST -> {
                if (hostIndex >= 0) {
                    return refuse(400, "Host twice");
                }
                if (!isHost(from, to)) {
                    return refuse(400, "an invalid Host");
                }
                hostIndex = count - 1;
            }
            case EXPECT -> {
                if (!Chars.is(bytes, from, to, EXPECT_CONTINUE)) {
                    return refuse(417, "an expectation other than 100-continue");
                }
                expectContinue = true;
            }
            // The upgrade to h2c would carry requests past every rule of ours.
            case UPGRADE -> upgradeUsable = to > from && !Chars.is(bytes, from, Math.min(to, from + 3), H2C);
            case TE -> trailersWanted |= Chars.is(bytes, from, to, TRAILERS);
            default -> {}
        }
        return MORE;
    }

    /** Tells whether {@code bytes[from, to)} is a name, an IPv4 address or a bracketed IPv6 address, and perhaps a port. */
    private boolean isHost(int from, int to) {
        int i = from;
        if (i < to && bytes[i] == '[') {
            i++;
            int digits = i;
            while (i < to && (Chars.hex(bytes[i]) >= 0 || bytes[i] == ':' || bytes[i] == '.')) {
                i++;
            }
            if (i == digits || i == to || bytes[i++] != ']') {
                return false;
            }
        } else {
            while (i < to && Chars.isHost(bytes[i])) {
                i++;
            }
            if (i == from) {
                return false;
            }
        }
        if (i == to) {
            return true;
        }
        if (bytes[i++] != ':' || to - i > 5) {
            return false;
        }
        while (i < to && Chars.isDigit(bytes[i])) {
            i++;
        }
        return i == to;
    }

    @Override
    int finish() {
        if (hostIndex < 0 && minor == 1) {
            return refuse(400, "no Host");
        }
        if (chunked) {
            if (minor == 0) {
                return refuse(400, "Transfer-Encoding in HTTP/1.0");
            }
            if (contentLength != NO_LENGTH) {
                return refuse(400, "both Content-Length and Transfer-Encoding");
            }
        }
        if (minor == 0 && contentLength > 0 && verb != Verb.OTHER) {
            // RFC 1945 gives these methods no body, and servers of its time read one as the next request.
            return refuse(400, "a body with GET, HEAD, OPTIONS or TRACE in HTTP/1.0");
        }
        if (authorityStart >= 0 && hostIndex >= 0 && !authorityIsHost()) {
            return refuse(400, "a Host other than that of the request target");
        }
        return DONE;
    }

    private boolean authorityIsHost() {
        int from = valueStart(hostIndex);
        int n = valueEnd(hostIndex) - from;
        if (n != pathStart - authorityStart) {
            return false;
        }
        for (int i = 0; i < n; i++) {
            if (Chars.lower(bytes[from + i]) != Chars.lower(bytes[authorityStart + i])) {
                return false;
            }
        }
        return true;
    }

    /** Tells whether a body follows, be it empty. */
    public boolean hasBody() {
        return chunked || contentLength > 0;
    }

    /** Tells whether the answer to it has no body whatever its headers say. */
    public boolean isHead() {
        return verb == Verb.HEAD;
    }

    /**
     * Tells whether it may be sent twice without anybody noticing: a safe method (RFC 9110 §9.2.1) without a body. PUT and DELETE are
     * idempotent by the letter, but not every server keeps to it.
     */
    public boolean isRepeatable() {
        return (verb == Verb.GET || verb == Verb.HEAD || verb == Verb.OPTIONS || verb == Verb.TRACE)
                && !hasBody()
                && !isUpgrade();
    }

    /** Tells whether it waits for an interim answer before it sends its body; HTTP/1.0 cannot (RFC 9110 §10.1.1). */
    public boolean expectsContinue() {
        return expectContinue && minor == 1;
    }

    /** Tells whether it asks for another protocol that we let through: HTTP/1.1, no body, not h2c. */
    public boolean isUpgrade() {
        return upgradeAsked && upgradeUsable && minor == 1 && !hasBody();
    }

    /** Tells whether there is a {@code Host} header. */
    public boolean hasHost() {
        return hostIndex >= 0;
    }

    /** Tells whether it says that trailers are not thrown away on the way back (RFC 9110 §10.1.4). */
    public boolean wantsTrailers() {
        return trailersWanted;
    }

    /** Returns the method. */
    public AsciiString method() {
        return new AsciiString(bytes, methodStart, methodEnd - methodStart, true);
    }

    /** Returns path and query as a server gets them: an empty path is "/", and that of OPTIONS without a query "*" (RFC 9112 §3.2.1, §3.2.4). */
    public AsciiString path() {
        if (lacksPath()) {
            return pathStart == targetEnd && isOptions()
                    ? AsciiString.cached("*")
                    : new AsciiString("/" + new String(bytes, pathStart, targetEnd - pathStart, US_ASCII));
        }
        return new AsciiString(bytes, pathStart, targetEnd - pathStart, true);
    }

    /** Returns whom it is for: what {@code Host} says, or the target without one, or {@code otherwise}. */
    public AsciiString authority(byte[] otherwise) {
        if (hasHost()) {
            return new AsciiString(bytes, valueStart(hostIndex), valueEnd(hostIndex) - valueStart(hostIndex), true);
        }
        return isAbsolute()
                ? new AsciiString(bytes, authorityStart, pathStart - authorityStart, true)
                : new AsciiString(otherwise, false);
    }

    /** Tells whether the target is in absolute form and its path empty. */
    boolean lacksPath() {
        return isAbsolute() && (pathStart == targetEnd || bytes[pathStart] == '?');
    }

    boolean isAbsolute() {
        return authorityStart >= 0;
    }

    int authorityStart() {
        return authorityStart;
    }

    int methodStart() {
        return methodStart;
    }

    int methodEnd() {
        return methodEnd;
    }

    int pathStart() {
        return pathStart;
    }

    int targetEnd() {
        return targetEnd;
    }

    boolean isOptions() {
        return verb == Verb.OPTIONS;
    }

    /** Makes {@code view} show the method. */
    public void method(View view) {
        view.show(bytes, methodStart, methodEnd);
    }

    /** Makes {@code view} show the request target. */
    public void target(View view) {
        view.show(bytes, targetStart, targetEnd);
    }
}
