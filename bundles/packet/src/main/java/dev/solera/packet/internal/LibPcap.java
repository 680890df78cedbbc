package dev.solera.packet.internal;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.lang.reflect.Field;
import org.pcap4j.core.PcapHandle;

/**
 * The calls of libpcap on a handle of pcap4j's that pcap4j has not, or has only at the price of objects and locks per frame. Its
 * functions take the {@code pcap_t *}; pcap4j keeps that in a private field and gives it to nobody.
 */
final class LibPcap {
    private static final Field HANDLE;

    static {
        Native.register(
                LibPcap.class, NativeLibrary.getInstance(System.getProperty("org.pcap4j.core.pcapLibName", "pcap")));
        try {
            HANDLE = PcapHandle.class.getDeclaredField("handle");
            HANDLE.setAccessible(true);
        } catch (ReflectiveOperationException e) {
            throw new UnsatisfiedLinkError("pcap4j: PcapHandle has no field handle (expected: version 1.8.2)");
        }
    }

    private LibPcap() {}

    /** Fails where libpcap or one of these functions is missing. */
    static void load() {
        // the static block has done it
    }

    static long handle(PcapHandle handle) {
        try {
            return Pointer.nativeValue((Pointer) HANDLE.get(handle));
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e); // made accessible above
        }
    }

    static native int pcap_get_selectable_fd(long handle);

    static native int pcap_next_ex(long handle, long header, long bytes);

    static native String pcap_geterr(long handle);
}
