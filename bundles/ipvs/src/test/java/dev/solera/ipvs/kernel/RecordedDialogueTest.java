package dev.solera.ipvs.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.netlink.GenericNetlink;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a Linux 6.1 said, on any machine. */
class RecordedDialogueTest {
    @Test
    void eachByteIsAsItWasAndIsUnderstoodAsItWas() throws Exception {
        Dialogue dialogue = Dialogue.of("ipvs.dialogue");
        IpvsKernel kernel = new IpvsKernel(GenericNetlink.over(dialogue, Duration.ofSeconds(5)), Modules.NONE);

        assertThat(RecordDialogue.converse(kernel))
                .containsExactly(
                        "1.2.1 4096",
                        "add service FWM 8 IPv6: ENOENT, the kernel has no scheduler twos (expected: module ip_vs_twos)",
                        "add destination TCP 192.0.2.1:80 -> 198.51.100.1:80: EEXIST, it is there already",
                        "TCP 192.0.2.1:80 wrr persistent 300 /24",
                        "-> 198.51.100.2:80 Route weight 65535 with 0 0",
                        "-> 198.51.100.1:80 Route weight 3 with 0 0",
                        "UDP [2001:db8::1]:53 sh (ops,sh-fallback,sh-port)",
                        "-> [2001:db8::2]:53 Tunnel gue:6080 csum weight 1 upper 100 lower 80 with 0 0",
                        "FWM 7 mh (mh-port)",
                        "-> 198.51.100.3:8080 Masq weight 1 with 0 0",
                        "delete service UDP [2001:db8::1]:53: ESRCH, its service is not there",
                        "TCP 192.0.2.1:80 rr",
                        "-> 198.51.100.1:80 Route weight 0 with 0 0",
                        "FWM 7 mh (mh-port)",
                        "-> 198.51.100.3:8080 Masq weight 1 with 0 0",
                        "Timeouts[tcp=600, tcpFin=120, udp=300]",
                        "SyncDaemon[master=true, networkInterface=lo, id=9, maxBytes=1472, group=/224.0.0.81, port=8848, ttl=1]",
                        "[]");
        assertThat(dialogue.isOver()).isTrue();
    }
}
