package dev.solera.packet.internal;

import java.util.HexFormat;

/** Frames as keepalived sends them, and as others do. */
final class Frames {
    static final String ETHER_GROUP4 = "01005e000012";
    static final String FROM_A = "02000000000a";
    static final String TO_B = "02000000000b";
    static final String VRRP4 =
            "45c0002c00010000ff70d0840a090001e000001221336402000165ee0a0900640a0900650000000000000000";
    static final String VRRP6 = "6c0011d1002870fffe80000000000000000000fffe00000aff020000000000000000000000000012"
            + "3133640200640000fe800000000000000000000000000100" + "20010db8000000000000000000000100";
    static final String UDP4 = "4500001c00010000ff11d0840a090001e0000012" + "0035003500080000";
    static final String ARP = "0001080006040001" + FROM_A + "0a090064" + "ffffffffffff" + "0a090064";
    static final String NA6 = "6000000000203afffe800000000000000000000000000100ff020000000000000000000000000001"
            + "88000000a0000000fe8000000000000000000000000001000201" + FROM_A;

    private Frames() {}

    /** A frame of hex digits. */
    static byte[] frame(String... parts) {
        return HexFormat.of().parseHex(String.join("", parts));
    }

    /** An advert of VRRPv2 to the group. */
    static byte[] advert() {
        return frame(ETHER_GROUP4, FROM_A, "0800", VRRP4);
    }

    /** The same with a number in its last bytes. */
    static byte[] advert(int number) {
        byte[] bytes = advert();
        bytes[bytes.length - 1] = (byte) number;
        bytes[bytes.length - 2] = (byte) (number >> 8);
        return bytes;
    }
}
