/** The binder and the picture of the host's network, with a fake and in real namespaces. */
package dev.solera.addresses.internal;
