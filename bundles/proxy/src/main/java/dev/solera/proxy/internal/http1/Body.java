package dev.solera.proxy.internal.http1;

import io.netty.buffer.ByteBuf;

/**
 * Walks over the framing of a body (RFC 9112 §6, §7) and says where its data is. Chunk extensions are checked and dropped,
 * trailers are checked and kept. Used again and again by one thread.
 */
public final class Body {
    /** More input is needed. */
    public static final int MORE = 0;
    /** The body is complete; what is left of the input belongs to the next message. */
    public static final int END = -1;
    /** The framing is invalid. */
    public static final int BAD = -2;

    /** A chunk size line with its extensions. */
    private static final int SIZE_LINE_BYTES = 1024;

    private static final int SIZE_DIGITS = 15; // 60 bits: no overflow

    private enum State {
        DONE,
        LENGTH,
        UNTIL_CLOSE,
        SIZE,
        EXTENSION,
        SIZE_LF,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILER,
        TRAILER_NAME,
        TRAILER_VALUE,
        TRAILER_LF,
        LAST_LF,
        FAILED
    }

    private final int trailerLimit;
    private final Trailers trailers = new Trailers();
    private State state = State.DONE;
    private long left;
    private int digits;
    private int lineBytes;
    /** Within a quoted string of an extension, where a CR would not end the line for everybody. */
    private boolean quoted;

    private boolean escaped;
    private int trailerBytes;

    public Body(Limits limits) {
        this.trailerLimit = limits.trailerBytes();
    }

    /** Starts a body without data. */
    public void none() {
        trailers.clear();
        state = State.DONE;
    }

    /** Starts a body of {@code bytes}. */
    public void length(long bytes) {
        trailers.clear();
        left = bytes;
        state = bytes == 0 ? State.DONE : State.LENGTH;
    }

    /** Starts a body in chunks. */
    public void chunked() {
        trailerBytes = 0;
        trailers.clear();
        startSize();
    }

    /** Returns the fields behind a body in chunks that has ended; what they are changes with the next such body. */
    public Trailers trailers() {
        return trailers;
    }

    /** Starts a body that ends with the connection. */
    public void untilClose() {
        state = State.UNTIL_CLOSE;
    }

    /** Tells whether the body ends with the connection. */
    public boolean isUntilClose() {
        return state == State.UNTIL_CLOSE;
    }

    /** Tells whether nothing is missing. */
    public boolean isDone() {
        return state == State.DONE;
    }

    /** Returns what is missing of a body of known length; 0 for any other. */
    public long left() {
        return state == State.LENGTH ? left : 0;
    }

    /** Counts bytes of a body of known length that went past {@link #next}; {@code bytes} is no more than {@link #left}. */
    public void passed(long bytes) {
        left -= bytes;
        if (left == 0) {
            state = State.DONE;
        }
    }

    /**
     * Moves {@code in} over framing to the next data.
     *
     * @return how many bytes of data begin at the reader index, which the caller has to take before it calls again; or {@link #MORE},
     *     {@link #END} or {@link #BAD}
     */
    public int next(ByteBuf in) {
        while (true) {
            switch (state) {
                case DONE -> {
                    return END;
                }
                case FAILED -> {
                    return BAD;
                }
                case UNTIL_CLOSE -> {
                    return in.readableBytes();
                }
                case LENGTH, DATA -> {
                    int n = (int) Math.min(left, in.readableBytes());
                    left -= n;
                    if (left == 0) {
                        state = state == State.LENGTH ? State.DONE : State.DATA_CR;
                    }
                    return n; // 0 is MORE
                }
                default -> {
                    if (!in.isReadable()) {
                        return MORE;
                    }
                    framing(in.readByte());
                }
            }
        }
    }

    private void framing(byte b) {
        state = switch (state) {
            case SIZE -> size(b);
            case EXTENSION -> extension(b);
            case SIZE_LF -> b == '\n' ? afterSize() : State.FAILED;
            case DATA_CR -> b == '\r' ? State.DATA_LF : State.FAILED;
            case DATA_LF -> b == '\n' ? startSize() : State.FAILED;
            default -> trailer(b);
        };
    }

    private State startSize() {
        left = 0;
        digits = 0;
        lineBytes = 0;
        quoted = false;
        escaped = false;
        state = State.SIZE;
        return state;
    }

    private State size(byte b) {
        int value = Chars.hex(b);
        if (value >= 0) {
            left = 16 * left + value;
            return ++digits > SIZE_DIGITS ? State.FAILED : State.SIZE;
        }
        if (digits == 0) {
            return State.FAILED;
        }
        return b == ';' ? State.EXTENSION : b == '\r' ? State.SIZE_LF : State.FAILED;
    }

    private State extension(byte b) {
        if (b == '\r' && !quoted) {
            return State.SIZE_LF;
        }
        if (escaped) {
            escaped = false;
        } else if (b == '"') {
            quoted = !quoted;
        } else {
            escaped = quoted && b == '\\';
        }
        return Chars.isField(b) && ++lineBytes <= SIZE_LINE_BYTES ? State.EXTENSION : State.FAILED;
    }

    private State afterSize() {
        return left == 0 ? State.TRAILER : State.DATA;
    }

    private State trailer(byte b) {
        if (++trailerBytes > trailerLimit) {
            return State.FAILED;
        }
        return switch (state) {
            case TRAILER -> b == '\r' ? State.LAST_LF : Chars.isToken(b) ? keep(b, State.TRAILER_NAME) : State.FAILED;
            case TRAILER_NAME -> {
                if (b == ':') {
                    trailers.nameDone();
                    yield keep(b, State.TRAILER_VALUE);
                }
                yield Chars.isToken(b) ? keep(b, State.TRAILER_NAME) : State.FAILED;
            }
            case TRAILER_VALUE ->
                b == '\r' ? State.TRAILER_LF : Chars.isField(b) ? keep(b, State.TRAILER_VALUE) : State.FAILED;
            case TRAILER_LF -> {
                if (b != '\n') {
                    yield State.FAILED;
                }
                trailers.lineDone();
                yield State.TRAILER;
            }
            case LAST_LF -> b == '\n' ? State.DONE : State.FAILED;
            default -> State.FAILED;
        };
    }

    private State keep(byte b, State next) {
        trailers.add(b);
        return next;
    }
}
