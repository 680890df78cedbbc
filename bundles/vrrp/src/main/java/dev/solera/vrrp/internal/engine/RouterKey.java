package dev.solera.vrrp.internal.engine;

import dev.solera.api.VrrpInstance;

/** What makes a virtual router the same one as before, whatever it is called (RFC 9568 section 5.2.3: unique on the interface, by family). */
record RouterKey(String interfaceName, boolean v6, int vrid) {
    static RouterKey of(VrrpInstance instance) {
        return new RouterKey(instance.interfaceName(), instance.v6(), instance.vrid());
    }

    @Override
    public String toString() {
        return interfaceName + "/" + vrid + (v6 ? " IPv6" : "");
    }
}
