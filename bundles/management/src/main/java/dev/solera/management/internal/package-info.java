/**
 * The beans behind {@link dev.solera.management}, who may use them through Jolokia, and the first administrator.
 *
 * <p>{@link Beans} keeps one bean for each object of {@link dev.solera.api.ApplianceView}; every attribute is read from the view at
 * that moment, nothing is copied. {@link JolokiaLogin} logs a request's user in through JAAS and {@link JolokiaRestrictor} decides,
 * with the role table, what the user may do. {@link AdminAccess} makes the user {@code admin} at first start.
 */
@NullMarked
package dev.solera.management.internal;

import org.jspecify.annotations.NullMarked;
