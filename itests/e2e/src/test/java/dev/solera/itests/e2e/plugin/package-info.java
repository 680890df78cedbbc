/** Plug-ins that tests drop into an appliance. They see what any plug-in sees: the JDK, the API and the SPI. */
package dev.solera.itests.e2e.plugin;
