package dev.solera.proxy.internal.splice;

import com.sun.jna.Native;
import java.io.IOException;

/** A pipe of the kernel's that blocks nobody. */
final class Pipe {
    /** What it holds; a larger one would carry more a call, but pipes of all users together are limited (pipe-user-pages-soft). */
    static final int BYTES = 256 * 1024;

    final int in;
    final int out;

    private Pipe(int out, int in) {
        this.out = out;
        this.in = in;
    }

    static Pipe open() throws IOException {
        int[] ends = new int[2];
        if (LibC.pipe2(ends, LibC.O_NONBLOCK | LibC.O_CLOEXEC) != 0) {
            throw new IOException("no pipe, error " + Native.getLastError());
        }
        int unused = LibC.fcntl(ends[1], LibC.F_SETPIPE_SZ, BYTES); // else it has 64 kB, which will do
        return new Pipe(ends[0], ends[1]);
    }

    void close() {
        LibC.close(in);
        LibC.close(out);
    }
}
