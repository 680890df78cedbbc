/**
 * What only a running container can show: that every bundle of the distribution resolves and starts, every component
 * finds what it needs, every command is there, and every feature stands alone. Pax Exam runs these classes inside the
 * container, on the distribution's own archive.
 */
package dev.solera.itests.container;
