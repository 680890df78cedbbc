package dev.solera.itests.netns;

/** An Ethernet of two switches with a trunk between them. Hosts are on the left one unless they ask for the right one. */
final class Lan {
    private final Host wiring;
    private final String name;

    Lan(String name, Host wiring) {
        this.wiring = wiring;
        this.name = name;
        for (Side side : Side.values()) {
            wiring.run("ip", "link", "add", bridge(side), "type", "bridge", "stp_state", "0", "mcast_snooping", "0");
            wiring.run("ip", "link", "set", bridge(side), "up");
        }
        wiring.run("ip", "link", "add", trunk(Side.LEFT), "type", "veth", "peer", "name", trunk(Side.RIGHT));
        for (Side side : Side.values()) {
            wiring.run("ip", "link", "set", trunk(side), "master", bridge(side), "up");
        }
    }

    /** Where the switches are. */
    Host wiring() {
        return wiring;
    }

    /** Returns the interface of a switch, on which everything that passes it can be captured. */
    String bridge(Side side) {
        return name + "-" + side.letter;
    }

    /** Pulls the cable of a host out of the switch: the host sees its carrier go. */
    void cut(Host host) {
        wiring.run("ip", "link", "set", port(host), "down");
    }

    void heal(Host host) {
        wiring.run("ip", "link", "set", port(host), "up");
    }

    /** Pulls the cable between the switches: no host sees that, but left and right do not hear each other. */
    void cutTrunk() {
        wiring.run("ip", "link", "set", trunk(Side.LEFT), "down");
    }

    void healTrunk() {
        wiring.run("ip", "link", "set", trunk(Side.LEFT), "up");
    }

    String port(Host host) {
        return name + "." + host.name();
    }

    private String trunk(Side side) {
        return name + "-t" + side.letter;
    }

    /** One of the two switches. */
    enum Side {
        LEFT("l"),
        RIGHT("r");

        private final String letter;

        Side(String letter) {
            this.letter = letter;
        }
    }
}
