package dev.solera.core.internal.engine;

import dev.solera.api.Problem;
import dev.solera.api.RealServerRef;
import dev.solera.core.internal.vrrp.Routers;
import dev.solera.spi.DataPlane;
import dev.solera.spi.Ref;
import java.util.List;
import java.util.Map;

/**
 * What the writer has brought about, for readers. Immutable.
 *
 * @param inForce the set
 * @param problems in the files as they stand
 * @param unpersisted changes in force that are not in their file
 * @param limits what cannot be done here, in words
 * @param admin what operators said
 * @param planes by name
 * @param planeOf which plane serves a virtual server, by its name
 * @param why how a virtual server came to its plane, by its name
 * @param refusedServers why a virtual server is served by none, by its name
 * @param lineups what the members of each pool are to be, by pool
 * @param resting why the servers of a pool are not checked for now, by pool
 * @param advisorNotes why the weight advisor of a pool is not heeded, by pool
 * @param failures what they refused
 * @param schedulerNotes why a pool does not use the scheduler it asks for, by pool
 * @param schedulersInUse name of the scheduler in use, by pool
 * @param checkNotes why checks of a pool do not run, by pool
 * @param routers virtual routers
 */
record Snapshot(
        Configuration.Accepted inForce,
        List<Problem> problems,
        List<String> unpersisted,
        List<String> limits,
        Map<RealServerRef, AdminTable.Entry> admin,
        Map<String, DataPlane> planes,
        Map<String, String> planeOf,
        Map<String, String> why,
        Map<String, String> refusedServers,
        Map<String, Lineup> lineups,
        Map<String, String> resting,
        Map<String, String> advisorNotes,
        Map<Ref, String> failures,
        Map<String, String> schedulerNotes,
        Map<String, String> schedulersInUse,
        Map<String, String> checkNotes,
        Routers routers) {}
