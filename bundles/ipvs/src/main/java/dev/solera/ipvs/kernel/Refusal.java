package dev.solera.ipvs.kernel;

/**
 * A change that the kernel refused; the others were made.
 *
 * @param change which
 * @param errno the kernel's error number
 * @param reason in the operator's words, with the name of the error
 */
public record Refusal(Change change, int errno, String reason) {}
