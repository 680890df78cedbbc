package dev.solera.addresses.internal;

import dev.solera.api.Addresses;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What one binder leaves in place for the next one in the same process, so that an update of the bundle makes no address blink. A process that died has
 * left none: what its addresses have is a lease alone.
 */
public interface Handover {
    /** Leaves addresses to whoever comes next. */
    void leave(Collection<Spot> spots);

    /** Takes what was left, once. */
    Set<Spot> take();

    /** Over a system property, the one place that outlives a bundle's classes. */
    static Handover inThisProcess() {
        return new InProperty();
    }

    /** Over nothing: leaves nothing and finds nothing. */
    static Handover none() {
        return new Handover() {
            @Override
            public void leave(Collection<Spot> spots) {
                // nobody comes after
            }

            @Override
            public Set<Spot> take() {
                return Set.of();
            }
        };
    }

    /** The property's text is words such as {@code 3@192.0.2.10}. */
    final class InProperty implements Handover {
        private static final String PROPERTY = "dev.solera.addresses.left";

        @Override
        public void leave(Collection<Spot> spots) {
            System.setProperty(
                    PROPERTY,
                    spots.stream()
                            .map(spot -> spot.index() + "@" + Addresses.text(spot.address()))
                            .collect(Collectors.joining(" ")));
        }

        @Override
        public Set<Spot> take() {
            String text = System.getProperty(PROPERTY, "");
            System.clearProperty(PROPERTY);
            Set<Spot> spots = new HashSet<>();
            for (String word : text.split(" ")) {
                int at = word.indexOf('@');
                if (at > 0) {
                    spots.add(new Spot(
                            Integer.parseInt(word.substring(0, at)), Addresses.parseIp(word.substring(at + 1))));
                }
            }
            return spots;
        }
    }
}
