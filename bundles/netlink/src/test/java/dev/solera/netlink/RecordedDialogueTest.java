package dev.solera.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Plays back what a kernel (6.18) and this code once said to each other; every byte that we send has to be the same. */
class RecordedDialogueTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    @Test
    void rtnetlinkIsSpokenByteForByte() throws Exception {
        Dialogue recorded = Dialogue.of("route.dialogue");

        assertThat(RecordDialogues.converse(RouteNetlink.over(recorded, TIMEOUT)))
                .containsExactly(
                        "link 1 lo null mtu 65536",
                        "link 2 vb veth mtu 1500",
                        "link 3 va veth mtu 1500",
                        "add address 192.0.2.10/24 on interface 3: EEXIST, File exists; the kernel says: "
                                + "ipv4: Address already assigned",
                        "192.0.2.10/24 on interface 3 va:web Lifetime[validSeconds=600, preferredSeconds=600] "
                                + "protocol 77 flags 0",
                        "2001:db8::10/128 on interface 3 null Lifetime[validSeconds=300, preferredSeconds=0] "
                                + "protocol 0 flags 34",
                        "add route 10.0.0.0/8 in table 254: ENETUNREACH, Network is unreachable; the kernel says: "
                                + "Nexthop has invalid gateway",
                        "10.0.0.0/8 in table 1000 via 192.0.2.1 metric 7",
                        "rule 0 table 255",
                        "rule 77 from 198.51.100.0/24 table 1000",
                        "rule 32766 table 254",
                        "rule 32767 table 253",
                        "rule 0 table 255",
                        "rule 32766 table 254",
                        "delete address 192.0.2.10/24 on interface 3: EADDRNOTAVAIL, Cannot assign requested address; "
                                + "the kernel says: ipv4: Address not found");
        assertThat(recorded.isOver()).isTrue();
    }

    @Test
    void theControllerOfGenericNetlinkIsSpokenByteForByte() throws Exception {
        Dialogue recorded = Dialogue.of("generic.dialogue");
        GenericNetlink generic = GenericNetlink.over(recorded, TIMEOUT);

        assertThat(generic.family("nlctrl")).contains(new GenericFamily(16, "nlctrl", 2, 0, Map.of("notify", 16)));
        assertThat(generic.family("NOSUCHFAMILY")).isEmpty();
        assertThat(recorded.isOver()).isTrue();
    }
}
