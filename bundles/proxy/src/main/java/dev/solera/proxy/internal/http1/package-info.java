/**
 * HTTP/1.x messages on the wire, read strictly (RFC 9112, RFC 9110): what two readers could read in two ways is refused.
 *
 * <p>A {@link dev.solera.proxy.internal.http1.Head} is fed bytes as they come and keeps positions, not strings; a
 * {@link dev.solera.proxy.internal.http1.Body} walks over the framing and says where the data is;
 * {@link dev.solera.proxy.internal.http1.HeadWriter} writes a head on, without what concerns one hop only. Nothing here does I/O.
 */
@NullMarked
package dev.solera.proxy.internal.http1;

import org.jspecify.annotations.NullMarked;
