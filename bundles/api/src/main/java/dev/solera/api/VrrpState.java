package dev.solera.api;

/** Where a virtual router stands (RFC 9568 section 6.3, which calls MASTER Active), plus keepalived's FAULT. */
public enum VrrpState {
    /** Not started, or waiting out the delay before the start. */
    INIT,
    /** Listening; somebody else has the addresses, or nobody yet. */
    BACKUP,
    /** Has the addresses and advertises. */
    MASTER,
    /** Cannot take part: link, address or privilege is missing. */
    FAULT
}
