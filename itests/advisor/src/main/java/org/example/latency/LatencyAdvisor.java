package org.example.latency;

import dev.solera.spi.Keys;
import dev.solera.spi.WeightAdvisor;
import dev.solera.spi.WeightAdvisorFactory;
import org.osgi.service.component.annotations.Component;

/**
 * Gives servers weight by how fast they answer their checks: the fastest has all of its weight, one that takes twice as long has half.
 *
 * <pre>
 * weight.advisor              = latency
 * weight.advisor.smoothing    = 4
 * server.weight               = 100
 * </pre>
 *
 * {@code smoothing} (1–100, 4) says over about how many questions times are averaged.
 */
@Component
public final class LatencyAdvisor implements WeightAdvisorFactory {
    @Override
    public String name() {
        return "latency";
    }

    @Override
    public WeightAdvisor create(Keys keys) {
        return new Latencies(keys.number("smoothing", 1, 100, 4));
    }
}
