package dev.solera.spi;

import org.jspecify.annotations.Nullable;

/**
 * What a virtual router is to go by: everything tracked, folded into one.
 *
 * @param priority 1–255
 * @param fault why it is to leave the contest, in words; null when it is not
 * @param yield why it is to offer its place, in words; null when it is not
 */
public record VrrpDemand(int priority, @Nullable String fault, @Nullable String yield) {}
