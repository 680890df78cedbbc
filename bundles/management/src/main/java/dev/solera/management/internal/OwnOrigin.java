package dev.solera.management.internal;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import javax.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Remembers, for the thread that serves a request, which origin a page of our own has, because Jolokia asks about an origin without the
 * request it came with. The login of each request sets it anew before Jolokia asks.
 */
final class OwnOrigin {
    private static final OwnOrigin NONE = new OwnOrigin(null, false);
    private static final ThreadLocal<OwnOrigin> CURRENT = ThreadLocal.withInitial(() -> NONE);

    private final @Nullable String host;
    private final boolean foreign;

    private OwnOrigin(@Nullable String host, boolean foreign) {
        this.host = host;
        this.foreign = foreign;
    }

    /** Sets what {@link #allows} answers on this thread: pages that came from the host and port of {@code request}. */
    static void remember(HttpServletRequest request) {
        // Fetch Metadata: a browser says so when another site made it send this, also where it sends no Origin.
        String site = request.getHeader("Sec-Fetch-Site");
        boolean foreign = site != null && !site.equals("same-origin") && !site.equals("none");
        CURRENT.set(new OwnOrigin(request.getHeader("Host"), foreign));
    }

    /** Returns whether a request with this {@code Origin} or {@code Referer} may be served; null: neither, as from curl. */
    static boolean allows(@Nullable String origin) {
        OwnOrigin own = CURRENT.get();
        if (own.foreign) {
            return false;
        }
        return origin == null || own.host != null && own.isOrigin(origin, own.host);
    }

    private boolean isOrigin(String origin, String ownHost) {
        try {
            URI uri = new URI(origin);
            String host = uri.getHost();
            if (host == null || uri.getScheme() == null || uri.getRawUserInfo() != null) {
                return false;
            }
            int standardPort =
                    switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
                        case "http" -> 80;
                        case "https" -> 443;
                        default -> -1;
                    };
            int port = uri.getPort() < 0 ? standardPort : uri.getPort();
            URI own = new URI(uri.getScheme() + "://" + ownHost);
            int ownPort = own.getPort() < 0 ? standardPort : own.getPort();
            return standardPort > 0 && host.equalsIgnoreCase(own.getHost()) && port == ownPort;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
