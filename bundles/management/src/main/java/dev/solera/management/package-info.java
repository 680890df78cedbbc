/**
 * The appliance as MBeans: what JMX clients and Jolokia see. Domain {@code solera}, keys in the order type, parent, name:
 *
 * <ul>
 *   <li>{@code solera:type=Appliance} — {@link dev.solera.management.ApplianceMXBean}
 *   <li>{@code solera:type=VirtualServer,name=shop} — {@link dev.solera.management.VirtualServerMXBean}
 *   <li>{@code solera:type=Pool,name=web} — {@link dev.solera.management.PoolMXBean}
 *   <li>{@code solera:type=RealServer,pool=web,name=web1} — {@link dev.solera.management.RealServerMXBean}
 *   <li>{@code solera:type=VrrpInstance,name=front} — {@link dev.solera.management.VrrpInstanceMXBean}
 *   <li>{@code solera:type=DataPlane,name=proxy} — {@link dev.solera.management.DataPlaneMXBean}
 *   <li>{@code solera:type=HealthChecker,pool=web,real=web1,name=main} — {@link dev.solera.management.HealthCheckerMXBean}
 * </ul>
 *
 * <p>Counters are totals since the object was created unless their name says Active or Queue. Where there are more than 2,000
 * real servers, RealServer and HealthChecker beans are not registered: a pool's {@code Members} has all of them in one read. A
 * refused operation throws {@link java.lang.IllegalArgumentException} with a message for the operator.
 */
@Export
@Version("1.0.0")
@NullMarked
package dev.solera.management;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
