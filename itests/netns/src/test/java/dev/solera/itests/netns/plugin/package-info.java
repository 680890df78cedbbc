/** A plug-in that is dropped into an appliance's {@code deploy/} folder to block its threads. */
package dev.solera.itests.netns.plugin;
