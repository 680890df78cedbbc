package dev.solera.vrrp.internal.engine;

import dev.solera.api.VrrpTransition;
import java.util.ArrayList;
import java.util.List;

/** The last transitions of a virtual router. One thread adds, any thread reads. */
final class History {
    private static final int MOST = 20;

    private volatile List<VrrpTransition> last = List.of();

    void add(VrrpTransition transition) {
        List<VrrpTransition> all = new ArrayList<>(last);
        if (all.size() == MOST) {
            all.remove(0);
        }
        all.add(transition);
        last = List.copyOf(all);
    }

    /** Returns them, newest last. */
    List<VrrpTransition> last() {
        return last;
    }
}
