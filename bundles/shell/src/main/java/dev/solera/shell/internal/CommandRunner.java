package dev.solera.shell.internal;

import java.io.OutputStream;

/** Runs one command line for a user. */
@FunctionalInterface
interface CommandRunner {
    /** All went well. */
    int OK = 0;

    /** The command failed. */
    int ERROR = 1;

    /** There is no such command, or its arguments are wrong. */
    int USAGE = 2;

    /** The change is in force but could not be written to its file. */
    int NOT_PERSISTED = 3;

    /**
     * Runs {@code command} on the calling thread and returns its exit code. Never throws: an error is a line on {@code err}. An
     * interrupt of the thread ends the command.
     *
     * @param user who asks, for the record; already checked
     * @param out takes what the command prints, as it comes
     * @param err takes the message of an error
     */
    int run(String user, String command, OutputStream out, OutputStream err);
}
