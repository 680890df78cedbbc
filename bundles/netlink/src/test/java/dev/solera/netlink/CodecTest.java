package dev.solera.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bytes that ip(8) of iproute2 6.1 sends, and bytes of our own, on a little-endian machine. */
class CodecTest {
    @Test
    void ipsRequestForALabelledAddressWithALifetimeReadsAsThatAddress() throws Exception {
        // ip addr add 10.0.0.5/24 dev lo label lo:x valid_lft 30 preferred_lft 20
        NetlinkMessage message = one("4800000014000506c798036b00000000" + "0218000001000000" + "080002000a000005"
                + "090003006c6f3a7800000000" + "080001000a000005" + "14000600140000001e0000000000000000000000");

        assertThat(message.type()).isEqualTo(20);
        assertThat(message.has(NetlinkMessage.CREATE | NetlinkMessage.EXCLUSIVE | NetlinkMessage.ACK))
                .isTrue();
        assertThat(Address.decode(message))
                .isEqualTo(Address.of(1, ip("10.0.0.5"), 24).withLabel("lo:x").withLifetime(new Lifetime(30, 20)));
    }

    @Test
    void ipsRequestForAnIpv6AddressWithoutDetectionReadsAsThatAddress() throws Exception {
        // ip addr add 2001:db8::5/64 dev lo nodad noprefixroute
        NetlinkMessage message = one("4800000014000506c798036b00000000" + "0a40000001000000"
                + "1400020020010db8000000000000000000000005" + "0800080002020000"
                + "1400010020010db8000000000000000000000005");

        assertThat(Address.decode(message))
                .isEqualTo(Address.of(1, ip("2001:db8::5"), 64).withoutDad().withoutPrefixRoute());
    }

    @Test
    void ipsRequestForARouteReadsAsThatRoute() throws Exception {
        // ip route add 10.9.0.0/16 via 127.0.0.9 dev lo metric 7 table 1000
        NetlinkMessage message =
                one("4400000018000506c798036b00000000" + "021000000003000100000000" + "080001000a090000"
                        + "080005007f000009" + "0800060007000000" + "08000f00e8030000" + "0800040001000000");

        Route boot = Route.decode(message);

        assertThat(boot.protocol()).isEqualTo(3);
        assertThat(boot.destination()).isEqualTo(new Prefix(ip("10.9.0.0"), 16));
        assertThat(boot.gateway()).isEqualTo(ip("127.0.0.9"));
        assertThat(boot.index()).isEqualTo(1);
        assertThat(boot.table()).isEqualTo(1000);
        assertThat(boot.priority()).isEqualTo(7);
        assertThat(boot.nextHops()).isEmpty();
    }

    @Test
    void ipsRequestForARuleReadsAsThatRule() throws Exception {
        // ip rule add from 192.0.2.0/24 table 1000 priority 77
        NetlinkMessage message = one("3400000020000506c798036b00000000" + "020018000000000100000000"
                + "08000200c0000200" + "08000f00e8030000" + "080006004d000000");

        Rule rule = Rule.decode(message);

        assertThat(rule.subject()).isEqualTo("77 from 192.0.2.0/24");
        assertThat(rule.table()).isEqualTo(1000);
        assertThat(rule.action()).isEqualTo(Rule.TO_TABLE);
    }

    @Test
    void anAddressIsWrittenWithEveryAttributePadded() throws Exception {
        Address address = Address.of(5, ip("192.0.2.10"), 32).withLabel("va:x").withProtocol(9);

        assertThat(written(NetlinkRequest.addAddress(address)))
                .isEqualTo("3c000000140001060700000000000000" + "0220000005000000" + "08000200c000020a"
                        + "08000100c000020a" + "0900030076613a7800000000" + "05000b0009000000");
    }

    @Test
    void whatIsWrittenReadsBackTheSame() throws Exception {
        Address address = new Address(
                7,
                ip("10.0.0.1"),
                30,
                ip("10.0.0.2"),
                ip("10.0.0.3"),
                "eth7:p",
                Address.SCOPE_SITE,
                Address.NO_PREFIX_ROUTE,
                new Lifetime(4_294_967_294L, 0),
                200);
        Route route = new Route(
                true,
                new Prefix(ip("2001:db8::"), 32),
                new Prefix(ip("2001:db8:1::"), 48),
                0,
                4_000_000_000L,
                4,
                0,
                Route.UNICAST,
                0,
                null,
                ip("2001:db8::9"),
                4_294_967_295L,
                List.of(new NextHop(3, ip("fe80::1"), 256), new NextHop(4, null, 1)));
        Rule rule = new Rule(
                false,
                0,
                new Prefix(ip("10.0.0.0"), 8),
                new Prefix(ip("10.1.0.0"), 16),
                8,
                "eth0",
                "eth1",
                0xffff_ffffL,
                0xff,
                Rule.BLACKHOLE,
                0,
                2,
                4);

        assertThat(Address.decode(message(NetlinkRequest.addAddress(address)))).isEqualTo(address);
        assertThat(Route.decode(message(NetlinkRequest.addRoute(route)))).isEqualTo(route);
        assertThat(Rule.decode(message(NetlinkRequest.addRule(rule)))).isEqualTo(rule);
    }

    @Test
    void severalMessagesOfOneDatagramAreSplitInOrder() throws Exception {
        List<NetlinkMessage> messages = NetlinkMessage.parse(
                bytes("1100000010000000010000000000000041000000" + "10000000030002000200000000000000"));

        assertThat(messages).extracting(NetlinkMessage::sequence).containsExactly(1, 2);
        assertThat(messages.get(0).payload().remaining()).isEqualTo(1);
        assertThat(messages.get(1).type()).isEqualTo(NetlinkMessage.DONE);
    }

    @Test
    void theLastOfTwoAttributesCountsAndNestsOpen() throws Exception {
        MessageWriter out = new MessageWriter(ByteOrder.LITTLE_ENDIAN);
        out.attributeU16(1, 7).attributeU16(1, 8).attributeBe16(2, 8848).attributeU64(3, -2);
        out.nest(4, nest -> nest.attribute(1, "eth0").attributeU8(2, 200));
        Attributes attributes =
                Attributes.parse(ByteBuffer.wrap(out.toByteArray()).order(ByteOrder.LITTLE_ENDIAN));

        assertThat(attributes.u16(1, 0)).isEqualTo(8);
        assertThat(attributes.be16(2, 0)).isEqualTo(8848);
        assertThat(attributes.u64(3, 0)).isEqualTo(-2);
        assertThat(attributes.nested(4).string(1)).isEqualTo("eth0");
        assertThat(attributes.nested(4).u8(2, 0)).isEqualTo(200);
        assertThat(attributes.all()).hasSize(5);
        assertThat(attributes.has(9)).isFalse();
        assertThat(attributes.u16(9, 3)).isEqualTo(3);
        assertThatThrownBy(() -> attributes.s32(1, 0)).hasMessage("attribute 1: 2 bytes (expected: at least 4)");
    }

    @Test
    void lengthsThatDoNotFitAreNamed() {
        assertThatThrownBy(() -> NetlinkMessage.parse(bytes("0f000000100000000000000000000000")))
                .isInstanceOf(NetlinkException.class)
                .hasMessage("nlmsg_len: 15 (expected: 16..16)");
        assertThatThrownBy(() -> NetlinkMessage.parse(bytes("ffffffff100000000000000000000000")))
                .hasMessage("nlmsg_len: 4294967295 (expected: 16..16)");
        assertThatThrownBy(() -> NetlinkMessage.parse(bytes("1000")))
                .hasMessage("netlink header: 2 bytes (expected: 16)");
        assertThatThrownBy(() -> Attributes.parse(bytes("03000100")))
                .hasMessage("length of attribute 1: 3 (expected: 4..4)");
        assertThatThrownBy(() -> Attributes.parse(bytes("0c00010000000000")))
                .hasMessage("length of attribute 1: 12 (expected: 4..8)");
    }

    @Test
    void anIpv6AddressThatHoldsAnIpv4OneStaysIpv6() throws Exception {
        Attributes attributes = Attributes.parse(bytes("1400010000000000000000000000ffffc000020a"));

        assertThat(attributes.address(1)).isInstanceOf(java.net.Inet6Address.class);
    }

    @Test
    void textOfIpv6IsShortAsRfc5952Says() throws Exception {
        assertThat(List.of("2001:db8::1", "::", "::1", "fe80::", "2001:db8:0:1:1:1:1:1", "1:0:0:2::3"))
                .allSatisfy(text -> assertThat(Prefix.text(ip(text))).isEqualTo(text));
        assertThat(Prefix.text(ip("2001:0:0:1:0:0:0:1"))).isEqualTo("2001:0:0:1::1");
    }

    @Test
    void whatCannotBeAskedIsRefusedInTheOperatorsWords() throws Exception {
        InetAddress address = ip("192.0.2.1");
        assertThatThrownBy(() -> Address.of(1, address, 33)).hasMessage("prefix length: 33 (expected: 0..32)");
        assertThatThrownBy(() -> Address.of(1, address, 32).withLabel("sixteen-letters-"))
                .hasMessage("label: sixteen-letters- (expected: at most 15 characters)");
        assertThatThrownBy(() -> new Lifetime(10, 11)).hasMessage("preferred lifetime: 11 s (expected: 0..10)");
    }

    private static String written(NetlinkRequest request) {
        MessageWriter out = new MessageWriter(ByteOrder.LITTLE_ENDIAN);
        out.begin(request.type(), request.flags() | NetlinkMessage.REQUEST, 7);
        request.body().accept(out);
        return HexFormat.of().formatHex(out.end().toByteArray());
    }

    private static NetlinkMessage message(NetlinkRequest request) throws NetlinkException {
        return one(written(request));
    }

    private static NetlinkMessage one(String hex) throws NetlinkException {
        List<NetlinkMessage> messages = NetlinkMessage.parse(bytes(hex));
        assertThat(messages).hasSize(1);
        return messages.get(0);
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static InetAddress ip(String literal) throws Exception {
        return InetAddress.getByName(literal);
    }
}
