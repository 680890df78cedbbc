package dev.solera.proxy.internal.http1;

/** The head of a response. A status other than {@link #DONE} and {@link #MORE} means that it is not to be believed. */
public final class ResponseHead extends Head {
    private static final byte[] VERSION = Chars.ascii("HTTP/1.");

    private int status;
    private int statusStart;
    private int lineEnd;

    public ResponseHead(Limits limits) {
        super(limits);
    }

    @Override
    public void clear() {
        super.clear();
        status = 0;
    }

    @Override
    int lineTooLong() {
        return 431;
    }

    @Override
    int startLine(int from, int to) {
        byte[] b = bytes;
        boolean version = to - from >= 12
                && java.util.Arrays.equals(b, from, from + 7, VERSION, 0, 7)
                && (b[from + 7] == '0' || b[from + 7] == '1')
                && b[from + 8] == ' ';
        if (!version) {
            return refuse(400, "a status line without a valid version");
        }
        minor = b[from + 7] - '0';
        statusStart = from + 9;
        for (int i = 0; i < 3; i++) {
            if (!Chars.isDigit(b[statusStart + i])) {
                return refuse(400, "a status that is no number");
            }
            status = 10 * status + b[statusStart + i] - '0';
        }
        if (status < 100 || status > 599) {
            return refuse(400, "a status that is not in 100..599");
        }
        if (to - from > 12 && b[from + 12] != ' ') {
            return refuse(400, "a status line without a space behind the status");
        }
        for (int i = from + 12; i < to; i++) {
            if (!Chars.isField(b[i])) {
                return refuse(400, "a status line with a control character");
            }
        }
        lineEnd = to;
        return MORE;
    }

    @Override
    int special(Field field, int from, int to) {
        return MORE;
    }

    @Override
    int finish() {
        if (chunked && contentLength != NO_LENGTH) {
            return refuse(400, "both Content-Length and Transfer-Encoding");
        }
        if (chunked && minor == 0) {
            return refuse(400, "Transfer-Encoding in HTTP/1.0");
        }
        return DONE;
    }

    /** Returns the status, 100–599. */
    public int status() {
        return status;
    }

    /** Tells whether another head follows: any 1xx but 101. */
    public boolean isInterim() {
        return status < 200 && status != 101;
    }

    /** Tells whether there is no body whatever the headers say (RFC 9112 §6.3). */
    public boolean isBodiless() {
        return status < 200 || status == 204 || status == 304;
    }

    int statusStart() {
        return statusStart;
    }

    int statusLineEnd() {
        return lineEnd;
    }
}
