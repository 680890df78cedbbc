package dev.solera.core.internal.engine;

import dev.solera.spi.Spec;
import java.util.List;

/**
 * Specs that change together: a pool with its members, or a virtual server. Compared by identity: the same object means that nothing has
 * changed, so that what follows need not look inside.
 */
final class Part {
    private final String name;
    private final List<? extends Spec> specs;

    /**
     * Makes a part.
     *
     * @param name unique among the parts of a plane
     * @param specs those that others need first
     */
    Part(String name, List<? extends Spec> specs) {
        this.name = name;
        this.specs = List.copyOf(specs);
    }

    String name() {
        return name;
    }

    List<? extends Spec> specs() {
        return specs;
    }
}
