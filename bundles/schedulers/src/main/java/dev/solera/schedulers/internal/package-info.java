/**
 * The standard schedulers, each a {@code SchedulerFactory} service: {@code roundrobin}, {@code leastconn}, {@code random} and
 * {@code source}. They place flows where HAProxy 2.6 places them (its manual, section 4.2 "balance"); where it draws at random,
 * the distribution is the same.
 *
 * <p>A {@code …Factory} is the service; the class it makes is the algorithm, used by one event loop without locks. Weights are in
 * sixteenths, which is also HAProxy's own inner scale.
 */
@NullMarked
package dev.solera.schedulers.internal;

import org.jspecify.annotations.NullMarked;
