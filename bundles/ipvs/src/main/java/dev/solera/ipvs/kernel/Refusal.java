package dev.solera.ipvs.kernel;

import dev.solera.netlink.Errno;

/**
 * A change that the kernel refused; the others were made.
 *
 * @param change which
 * @param errno the kernel's error number
 * @param reason in the operator's words, with the name of the error
 */
public record Refusal(Change change, int errno, String reason) {
    /** Whether it was to delete what is not there: deleted is deleted, whoever did it. */
    public boolean isDoneAnyhow() {
        boolean deletion = change instanceof Change.DeleteService || change instanceof Change.DeleteDestination;
        return deletion && (errno == Errno.ENOENT || errno == Errno.ESRCH);
    }

    /** Whether it says that somebody else has changed something since the table was read. */
    public boolean isOutOfDate() {
        boolean addition = change instanceof Change.AddService || change instanceof Change.AddDestination;
        return addition ? errno == Errno.EEXIST : errno == Errno.ESRCH;
    }
}
