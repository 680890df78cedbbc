/**
 * The engine: state machines at work, over the packets, addresses and interfaces that {@code dev.solera.spi} describes.
 *
 * <p>Three threads, and nothing shared between them but queues and published values:
 *
 * <ul>
 *   <li>{@link dev.solera.vrrp.internal.engine.Loop}, the timer thread: owns every {@link dev.solera.vrrp.internal.engine.Router}, reads and sends adverts.
 *       It believes a silence only when every socket has been drained. It takes no lock, writes no log, and allocates nothing for an advert heard or sent.
 *   <li>{@link dev.solera.vrrp.internal.engine.Desk}, the address thread: calls the VipBinder, tells the link who has the addresses, prolongs leases, in
 *       pieces small enough that no router waits for another.
 *   <li>{@link dev.solera.vrrp.internal.engine.News}, the thread that tells listeners and the log, behind a bounded queue.
 * </ul>
 *
 * <p>Each is a class whose {@code step} does what is due at a time given to it, so that tests drive all three in virtual time;
 * {@link dev.solera.vrrp.LocalEngine} puts threads under them.
 */
@NullMarked
package dev.solera.vrrp.internal.engine;

import org.jspecify.annotations.NullMarked;
