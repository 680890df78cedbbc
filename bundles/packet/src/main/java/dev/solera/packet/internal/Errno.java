package dev.solera.packet.internal;

import java.util.Map;

/** The kernel's error numbers in words, those of {@code asm-generic/errno.h}. */
final class Errno {
    static final int EPERM = 1;
    static final int EINTR = 4;
    static final int EIO = 5;
    static final int ENXIO = 6;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int ENODEV = 19;
    static final int EINVAL = 22;
    static final int EAFNOSUPPORT = 97;
    static final int ENETDOWN = 100;
    static final int ENOBUFS = 105;

    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(EPERM, "EPERM"),
            Map.entry(EINTR, "EINTR"),
            Map.entry(EIO, "EIO"),
            Map.entry(ENXIO, "ENXIO"),
            Map.entry(9, "EBADF"),
            Map.entry(EAGAIN, "EAGAIN"),
            Map.entry(12, "ENOMEM"),
            Map.entry(EACCES, "EACCES"),
            Map.entry(ENODEV, "ENODEV"),
            Map.entry(EINVAL, "EINVAL"),
            Map.entry(23, "ENFILE"),
            Map.entry(24, "EMFILE"),
            Map.entry(38, "ENOSYS"),
            Map.entry(90, "EMSGSIZE"),
            Map.entry(93, "EPROTONOSUPPORT"),
            Map.entry(95, "EOPNOTSUPP"),
            Map.entry(EAFNOSUPPORT, "EAFNOSUPPORT"),
            Map.entry(98, "EADDRINUSE"),
            Map.entry(99, "EADDRNOTAVAIL"),
            Map.entry(ENETDOWN, "ENETDOWN"),
            Map.entry(ENOBUFS, "ENOBUFS"));

    private Errno() {}

    /** Returns the C library's words and the name, such as {@code No buffer space available (ENOBUFS)}. */
    static String words(int error) {
        return LibC.strerror(error) + " (" + NAMES.getOrDefault(error, "errno " + error) + ")";
    }

    /** Returns what an interface's error means to who looks after the interface. */
    static String ofInterface(String name, int error, String doing) {
        return switch (error) {
            case ENETDOWN -> name + ": the interface is down (ENETDOWN)";
            case ENXIO -> name + ": the interface is gone (ENXIO)";
            case ENODEV -> name + ": the interface is gone (ENODEV)";
            default -> name + ": " + doing + ": " + words(error);
        };
    }
}
