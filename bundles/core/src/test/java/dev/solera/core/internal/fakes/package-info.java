/** What the tests put in the place of the world: plug-ins, a data plane, time. */
package dev.solera.core.internal.fakes;
