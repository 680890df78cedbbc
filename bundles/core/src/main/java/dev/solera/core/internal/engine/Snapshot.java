package dev.solera.core.internal.engine;

import dev.solera.api.Problem;
import dev.solera.api.RealServerRef;
import dev.solera.core.internal.vrrp.Routers;
import dev.solera.spi.DataPlane;
import dev.solera.spi.Ref;
import dev.solera.spi.Spec;
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
 * @param refusedServers why a virtual server is served by none, by its name
 * @param specs what the planes are to hold
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
        Map<String, String> refusedServers,
        Map<Ref, Spec> specs,
        Map<Ref, String> failures,
        Map<String, String> schedulerNotes,
        Map<String, String> schedulersInUse,
        Map<String, String> checkNotes,
        Routers routers) {}
