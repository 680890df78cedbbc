package dev.solera.spi;

import dev.solera.api.VrrpInstance;

/**
 * What a virtual router is to be. A value.
 *
 * @param instance as configured
 * @param secrets how its adverts prove where they come from
 * @param demand what tracks and operators make of it
 */
public record VrrpSpec(VrrpInstance instance, VrrpSecrets secrets, VrrpDemand demand) {}
