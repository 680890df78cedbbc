package dev.solera.proxy.internal.http2;

import static io.netty.handler.codec.http2.Http2Exception.connectionError;
import static io.netty.handler.codec.http2.Http2Exception.streamError;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DecoratingHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.List;

/**
 * Netty's codec for a server, but that HEADERS behind the end of a stream are STREAM_CLOSED whatever is in them, and HEADERS on a stream that
 * is over or was passed over are an error of the connection (RFC 9113 §5.1, §5.1.1), unless it is we who reset the stream: then the client
 * may not know yet.
 */
public final class StrictCodec extends Http2FrameCodecBuilder {
    /** Streams that are remembered after their end. */
    private static final int REMEMBERED = 64;

    @Override
    protected Http2FrameCodec build(
            Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
        Ended ended = new Ended();
        decoder.connection().addListener(ended);
        return super.build(new Strict(decoder, ended), encoder, settings);
    }

    /** The last streams that ended. */
    private static final class Ended extends Http2ConnectionAdapter {
        private final int[] ids = new int[REMEMBERED];
        private final boolean[] byUs = new boolean[REMEMBERED];
        private int next;

        @Override
        public void onStreamClosed(Http2Stream stream) {
            ids[next] = stream.id();
            byUs[next] = stream.isResetSent();
            next = (next + 1) % REMEMBERED;
        }

        int indexOf(int id) {
            for (int i = 0; i < REMEMBERED; i++) {
                if (ids[i] == id) {
                    return i;
                }
            }
            return -1;
        }
    }

    private static final class Strict extends DecoratingHttp2ConnectionDecoder {
        private final Ended ended;

        Strict(Http2ConnectionDecoder decoder, Ended ended) {
            super(decoder);
            this.ended = ended;
        }

        @Override
        public void decodeFrame(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Http2Exception {
            try {
                super.decodeFrame(ctx, in, out);
            } catch (Http2Exception.StreamException e) {
                // The codec says only in words which frame it was.
                String words = String.valueOf(e.getMessage());
                Http2Stream stream = connection().stream(e.streamId());
                if (stream != null
                        && stream.state() == Http2Stream.State.HALF_CLOSED_REMOTE
                        && (words.startsWith("Found invalid Pseudo-Header in trailers")
                                || words.contains("received too many headers"))) {
                    throw streamError(e.streamId(), Http2Error.STREAM_CLOSED, e, "HEADERS behind the end of a stream");
                }
                boolean headers =
                        e.error() == Http2Error.STREAM_CLOSED && stream == null && words.startsWith("Received HEADERS");
                if (!headers) {
                    throw e;
                }
                int index = ended.indexOf(e.streamId());
                if (index < 0) {
                    throw connectionError(Http2Error.PROTOCOL_ERROR, e, "HEADERS on an old stream");
                }
                if (!ended.byUs[index]) {
                    throw connectionError(Http2Error.STREAM_CLOSED, e, "HEADERS on a stream that has ended");
                }
                throw e;
            }
        }
    }
}
