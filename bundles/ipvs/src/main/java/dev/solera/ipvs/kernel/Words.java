package dev.solera.ipvs.kernel;

import dev.solera.netlink.Errno;
import dev.solera.netlink.NetlinkException;
import org.jspecify.annotations.Nullable;

/** What a refusal means. The kernel's IPVS gives no words of its own, and uses some numbers for things that they do not suggest. */
final class Words {
    private Words() {}

    static String of(Change change, NetlinkException cause) {
        String meaning = meaning(change, cause.errno());
        return meaning == null
                ? String.valueOf(cause.getMessage())
                : change.subject() + ": " + cause.errnoName() + ", " + meaning;
    }

    private static @Nullable String meaning(Change change, int errno) {
        KernelService service = change instanceof Change.AddService add
                ? add.to()
                : change instanceof Change.EditService edit ? edit.to() : null;
        if (service != null && errno == Errno.ENOENT) {
            return service.engine() == null
                    ? "the kernel has no scheduler " + service.scheduler() + " (expected: module ip_vs_"
                            + service.scheduler() + ")"
                    : "the kernel has no scheduler " + service.scheduler() + " or no persistence engine "
                            + service.engine() + " (expected: modules ip_vs_" + service.scheduler() + " and ip_vs_pe_"
                            + service.engine() + ")";
        }
        if (service != null) {
            return errno == Errno.EEXIST ? "somebody else has this service already" : null;
        }
        return switch (errno) {
            case Errno.ESRCH -> "its service is not there";
            case Errno.ENOENT -> "it is not there";
            case Errno.EEXIST -> "it is there already";
            case Errno.EINVAL ->
                "the kernel does not take it (expected: a unicast address; another family than the service's"
                        + " by a tunnel alone, and not while connections are shared)";
            default -> null;
        };
    }
}
