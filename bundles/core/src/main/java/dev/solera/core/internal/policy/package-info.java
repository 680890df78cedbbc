/** The policies that come with the appliance: each judges a plan by itself and knows nothing of the engine. */
@NullMarked
package dev.solera.core.internal.policy;

import org.jspecify.annotations.NullMarked;
