package dev.solera.proxy.internal;

/** What a session in mode http is doing. */
enum Phase {
    /** Reading a request head, or idle. */
    HEAD,
    /** Waiting for a server. */
    SEARCH,
    /** Talking to a server. */
    EXCHANGE,
    /** Nothing more will be sent but what is under way. */
    ENDING,
    /** Bytes go both ways unlooked at. */
    TUNNEL,
    /** Each stream of HTTP/2 has a session of its own. */
    MULTIPLEXED
}
