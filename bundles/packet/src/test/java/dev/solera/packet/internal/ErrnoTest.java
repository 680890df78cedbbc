package dev.solera.packet.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ErrnoTest {
    @Test
    void anErrorHasWordsAndItsName() {
        assertThat(Errno.words(Errno.ENOBUFS)).isEqualTo("No buffer space available (ENOBUFS)");
        assertThat(Errno.words(77)).endsWith("(errno 77)");
    }

    @Test
    void anInterfaceThatIsDownOrGoneIsSaidToBe() {
        assertThat(Errno.ofInterface("eth0", Errno.ENETDOWN, "send"))
                .isEqualTo("eth0: the interface is down (ENETDOWN)");
        assertThat(Errno.ofInterface("eth0", Errno.ENXIO, "send")).isEqualTo("eth0: the interface is gone (ENXIO)");
        assertThat(Errno.ofInterface("eth0", Errno.ENODEV, "send")).isEqualTo("eth0: the interface is gone (ENODEV)");
        assertThat(Errno.ofInterface("eth0", Errno.ENOBUFS, "send of 60 bytes"))
                .isEqualTo("eth0: send of 60 bytes: No buffer space available (ENOBUFS)");
    }

    @Test
    void aMissingPrivilegeSaysWhatToGrant() {
        assertThat(Privilege.refused("packet socket", Errno.EPERM))
                .startsWith("packet socket: CAP_NET_RAW is missing (grant it: ")
                .contains("AmbientCapabilities=")
                .contains("setcap cap_net_raw");
    }
}
