package dev.solera.core.internal.files;

import java.io.IOException;

/** Where writing that waits for the disk is done. */
@FunctionalInterface
public interface Disk {
    /** On the thread that asks for it. */
    Disk HERE = Work::run;

    /**
     * Does {@code work}; returns when it is done, which is after everything that was asked for before.
     *
     * @throws IOException which the work threw
     */
    void run(Work work) throws IOException;

    /** Something to write. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }
}
