package dev.solera.checks.internal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import org.jspecify.annotations.Nullable;

/** What is said to one server in one check. Called by one event loop; after the first finding it is not called again. */
interface Dialogue {
    /** Returns what turns bytes into the messages it wants to be told of, null when it wants the bytes. */
    default @Nullable ChannelHandler codec() {
        return null;
    }

    /** The connection stands, TLS included. Returns a finding if that is all there is to know. */
    @Nullable
    Finding begin(Channel channel);

    /** Something came. The message still belongs to the caller, who releases it. */
    @Nullable
    Finding received(Object message);

    /** The server closed the connection. */
    Finding closed();

    /** Returns whether our side has no more to say after the finding, so that it can be closed for writing at once. */
    boolean saidAll();
}
