package dev.solera.netlink;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A netlink request was refused, got no answer, or was answered with bytes that make no sense. Its message says which, in words. */
public final class NetlinkException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int errno;
    private final String detail;

    private NetlinkException(String message, int errno, String detail, @Nullable Throwable cause) {
        super(message, cause);
        this.errno = errno;
        this.detail = detail;
    }

    /** What {@code subject} was answered: the errno's name and words, the kernel's own words, and the capability where one is missing. */
    public static NetlinkException refused(String subject, int errno, @Nullable String kernelWords) {
        StringBuilder detail = new StringBuilder();
        detail.append(Errno.name(errno)).append(", ").append(Errno.words(errno));
        if (kernelWords != null && !kernelWords.isEmpty()) {
            detail.append("; the kernel says: ").append(kernelWords);
        }
        if (errno == Errno.EPERM || errno == Errno.EACCES) {
            detail.append(" (expected: CAP_NET_ADMIN in this network namespace)");
        }
        return new NetlinkException(subject + ": " + detail, errno, detail.toString(), null);
    }

    /** A fault on our side of the socket, with the errno that fits it best. */
    public static NetlinkException failed(String subject, int errno, String words) {
        String detail = Errno.name(errno) + ", " + words;
        return new NetlinkException(subject + ": " + detail, errno, detail, null);
    }

    /** Bytes that are no netlink: {@code field: value (expected: …)}; the errno is {@code EBADMSG}. */
    public static NetlinkException malformed(String words) {
        return new NetlinkException(words, Errno.EBADMSG, words, null);
    }

    /** The same failure, said of {@code subject}, with this one as its cause. */
    public NetlinkException of(String subject) {
        return new NetlinkException(subject + ": " + detail, errno, detail, this);
    }

    /** The kernel's error number, never 0: {@code EBADMSG} for malformed bytes, {@code ETIMEDOUT} where no answer came. */
    public int errno() {
        return errno;
    }

    /** Such as {@code EEXIST}. */
    public String errnoName() {
        return Errno.name(errno);
    }
}
