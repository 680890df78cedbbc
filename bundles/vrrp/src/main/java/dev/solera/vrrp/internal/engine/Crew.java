package dev.solera.vrrp.internal.engine;

import dev.solera.spi.HostNetwork;
import java.util.function.Consumer;

/**
 * What every virtual router works with.
 *
 * @param back has something done on the timer thread; any thread
 */
record Crew(
        Ticks ticks,
        HostNetwork network,
        Timetable<Router> timetable,
        Ports ports,
        Desk desk,
        News news,
        Permit permit,
        Consumer<Runnable> back) {}
