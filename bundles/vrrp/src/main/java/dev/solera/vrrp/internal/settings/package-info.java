/**
 * What an operator writes in {@code solera.vrrp-<name>.cfg}, as records that validate themselves and turn into what the codec
 * ({@link dev.solera.vrrp.internal.wire}) and the state machine ({@link dev.solera.vrrp.internal.machine}) want. Defaults are keepalived's.
 * The keys {@code track.*} are not read here: what they give is one number, the priority.
 */
@NullMarked
package dev.solera.vrrp.internal.settings;

import org.jspecify.annotations.NullMarked;
