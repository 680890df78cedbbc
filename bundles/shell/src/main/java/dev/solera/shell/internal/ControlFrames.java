package dev.solera.shell.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes what a command prints as lines that a shell script can read: {@code o text} and {@code e text} for a line of standard
 * output and error, {@code p text} for a piece of standard output that a line end does not follow, {@code x code} at the end.
 * Colours and other control sequences are left out: there is no terminal. Safe from several threads.
 */
final class ControlFrames {
    /** A line longer than this is sent in pieces. */
    private static final int PIECE_BYTES = 8192;

    private static final byte ESC = 0x1b;

    private final OutputStream socket;
    private final Channel out = new Channel('o');
    private final Channel err = new Channel('e');
    private boolean ended;

    ControlFrames(OutputStream socket) {
        this.socket = socket;
    }

    /** Returns the stream for standard output. */
    OutputStream out() {
        return out;
    }

    /** Returns the stream for standard error. */
    OutputStream err() {
        return err;
    }

    /** Sends what is left and the exit code; what is printed later is dropped. */
    synchronized void exit(int code) throws IOException {
        if (!ended) {
            out.piece();
            err.line();
            ended = true;
            send('x', Integer.toString(code).getBytes(StandardCharsets.US_ASCII));
            socket.flush();
        }
    }

    private void send(char kind, byte[] text) throws IOException {
        socket.write(kind);
        socket.write(' ');
        socket.write(text);
        socket.write('\n');
    }

    /** How far a control sequence has come. */
    private enum Sequence {
        NONE,
        ESCAPE,
        PARAMETERS
    }

    private final class Channel extends OutputStream {
        private final char kind;
        private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
        private Sequence sequence = Sequence.NONE;

        Channel(char kind) {
            this.kind = kind;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            synchronized (ControlFrames.this) {
                for (int i = offset; i < offset + length && !ended; i++) {
                    if (isControl(bytes[i])) {
                        continue;
                    }
                    if (bytes[i] == '\n') {
                        send(kind, pending.toByteArray());
                        pending.reset();
                    } else {
                        pending.write(bytes[i]);
                        if (pending.size() >= PIECE_BYTES) {
                            piece();
                        }
                    }
                }
            }
        }

        @Override
        public void flush() throws IOException {
            synchronized (ControlFrames.this) {
                if (!ended) {
                    piece();
                    socket.flush();
                }
            }
        }

        /** Returns whether the byte belongs to a control sequence, ESC [ up to a byte from @ to ~ (ECMA-48 §5.4). */
        private boolean isControl(byte b) {
            switch (sequence) {
                case NONE -> sequence = b == ESC ? Sequence.ESCAPE : Sequence.NONE;
                case ESCAPE -> sequence = b == '[' ? Sequence.PARAMETERS : Sequence.NONE;
                case PARAMETERS -> {
                    sequence = b >= '@' && b <= '~' || b == '\n' ? Sequence.NONE : Sequence.PARAMETERS;
                    return b != '\n';
                }
            }
            return sequence != Sequence.NONE;
        }

        /** Sends an unfinished line; of standard error there are only whole lines. */
        void piece() throws IOException {
            if (kind == 'o' && pending.size() > 0) {
                send('p', pending.toByteArray());
                pending.reset();
            } else if (pending.size() >= PIECE_BYTES) {
                line();
            }
        }

        void line() throws IOException {
            if (pending.size() > 0) {
                send(kind, pending.toByteArray());
                pending.reset();
            }
        }
    }
}
