package dev.solera.management.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.security.auth.Subject;
import javax.security.auth.login.LoginException;
import javax.servlet.http.HttpServletRequest;
import org.jolokia.osgi.security.Authenticator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the user of a Jolokia request in. Registered as a service; Jolokia asks it with {@code org.jolokia.authMode=service-all} and answers
 * 401 when it says no, or when it is not there. The subject goes into a request attribute, and Jolokia runs the request as it.
 *
 * <p>Called with a lock of Jolokia's held, so it never waits.
 */
final class JolokiaLogin implements Authenticator {
    /** Where Jolokia takes the subject from (its ConfigKey.JAAS_SUBJECT_REQUEST_ATTRIBUTE, in a package it does not export). */
    static final String SUBJECT = "org.jolokia.jaasSubject";

    private static final Logger log = LoggerFactory.getLogger(JolokiaLogin.class);
    private static final String REMOTE_USER = "org.osgi.service.http.authentication.remote.user";
    private static final String AUTHENTICATION_TYPE = "org.osgi.service.http.authentication.type";
    private static final int MAX_KNOWN = 100;

    /** Checks a user's password. */
    @FunctionalInterface
    interface Realm {
        /** Returns who it is. */
        Subject login(String user, String password) throws LoginException;
    }

    /** What the request of a subject may do at most, whatever the roles say. */
    enum Limit {
        /** No POST, such as GET and HEAD: a page of another site can make a browser send one, so it changes nothing. */
        READ_ONLY
    }

    private final Realm realm;
    private final LoginThrottle throttle;
    private final Map<String, byte[]> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, byte[]> eldest) {
            return size() > MAX_KNOWN;
        }
    };

    JolokiaLogin(Realm realm, LoginThrottle throttle) {
        this.realm = realm;
        this.throttle = throttle;
    }

    @Override
    public boolean authenticate(HttpServletRequest request) {
        OwnOrigin.remember(request);
        String[] credentials = credentials(request);
        if (credentials == null) {
            return false;
        }
        String user = credentials[0];
        String who = request.getRemoteAddr() + " " + user;
        byte[] digest = digest(who, credentials[1]);
        // A password that was right before is looked at in any case, so that guessing does not lock the real user out.
        if (!throttle.allows(who) && !isKnown(who, digest)) {
            return false;
        }
        Subject subject;
        try {
            subject = realm.login(user, credentials[1]);
        } catch (LoginException e) {
            long seconds = throttle.failed(who);
            log.warn("jolokia: login failed: {} (next attempt in {} s)", who.replaceAll("\\p{Cntrl}", "?"), seconds);
            return false;
        }
        throttle.succeeded(who);
        remember(who, digest);
        if (!"POST".equals(request.getMethod())) {
            subject.getPublicCredentials().add(Limit.READ_ONLY);
        }
        request.setAttribute(AUTHENTICATION_TYPE, HttpServletRequest.BASIC_AUTH);
        request.setAttribute(REMOTE_USER, user);
        request.setAttribute(SUBJECT, subject);
        return true;
    }

    /** Returns user and password of an HTTP Basic login (RFC 7617), null when there is none. */
    private static String @Nullable [] credentials(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        if (header == null || !header.regionMatches(true, 0, "Basic ", 0, 6)) {
            return null;
        }
        try {
            String text =
                    new String(Base64.getDecoder().decode(header.substring(6).trim()), StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            return colon <= 0 ? null : new String[] {text.substring(0, colon), text.substring(colon + 1)};
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private synchronized boolean isKnown(String who, byte[] digest) {
        byte[] good = known.get(who);
        return good != null && MessageDigest.isEqual(good, digest);
    }

    private synchronized void remember(String who, byte[] digest) {
        byte[] before = known.put(who, digest);
        if (before == null || !Arrays.equals(before, digest)) {
            log.debug("jolokia: login by {}", who);
        }
    }

    private static byte[] digest(String who, String password) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest((who + "\0" + password).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
