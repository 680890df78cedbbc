package dev.solera.vrrp.internal.settings;

import dev.solera.spi.Keys;
import dev.solera.spi.Keys.BadKey;
import dev.solera.vrrp.internal.wire.HmacKey;
import dev.solera.vrrp.internal.wire.HmacRules;
import dev.solera.vrrp.internal.wire.Password;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How adverts prove where they come from: not at all, by a password (version 2) or by an HMAC.
 *
 * @param password {@code auth.password}, its first eight bytes, null for none
 * @param hmac {@code auth.hmac.key.<1..255>}, {@code auth.hmac.active} (needed with more than one key), {@code auth.hmac.replay} (time or
 *     monotonic), {@code auth.hmac.window.s} (three intervals, at least 5), {@code auth.hmac.mode} (enforce, permissive or receive-only);
 *     null for none
 */
public record AuthSettings(@Nullable Password password, @Nullable HmacRules hmac) {
    private static final String HIDDEN = "********";
    private static final int LEAST_WINDOW_S = 5;
    private static final int MOST_WINDOW_S = 300;

    static AuthSettings parse(Keys keys, int version, int intervalMs, UnaryOperator<String> secrets) {
        String text = keys.text("auth.password");
        Password password = null;
        if (text != null) {
            if (version != 2) {
                throw new BadKey("auth.password", HIDDEN, "version = 2; version 3 has auth.hmac.key.1 instead");
            }
            String secret = secret("auth.password", text, secrets);
            if (secret.isEmpty()) {
                throw new BadKey("auth.password", "", "a password, of which the first eight bytes count");
            }
            password = Password.of(secret);
        }
        HmacRules hmac = hmac(keys, intervalMs, secrets);
        if (password != null && hmac != null) {
            throw new BadKey("auth.password", HIDDEN, "either auth.password or auth.hmac.*");
        }
        return new AuthSettings(password, hmac);
    }

    private static @Nullable HmacRules hmac(Keys keys, int intervalMs, UnaryOperator<String> secrets) {
        Map<Integer, HmacKey> byId = new LinkedHashMap<>();
        keys.group("auth.hmac.key").forEach((id, value) -> byId.put(id(id), key(id, value, secrets)));
        if (byId.isEmpty()) {
            // Asked for only with keys, so that without any they are refused as unknown.
            return null;
        }
        int only = byId.size() == 1 ? byId.keySet().iterator().next() : 0;
        int active = keys.number("auth.hmac.active", 1, 255, only);
        if (!byId.containsKey(active)) {
            throw new BadKey("auth.hmac.active", keys.text("auth.hmac.active"), "one of " + byId.keySet());
        }
        int window = Math.min(MOST_WINDOW_S, Math.max(LEAST_WINDOW_S, (3 * intervalMs + 999) / 1000));
        return new HmacRules(
                byId,
                active,
                keys.word("auth.hmac.replay", HmacRules.Replay.class, HmacRules.Replay.TIME),
                keys.number("auth.hmac.window.s", 1, MOST_WINDOW_S, window),
                keys.word("auth.hmac.mode", HmacRules.Mode.class, HmacRules.Mode.ENFORCE));
    }

    private static int id(String text) {
        if (!text.matches("[1-9][0-9]{0,2}") || Integer.parseInt(text) > 255) {
            throw new BadKey("auth.hmac.key." + text, HIDDEN, "a number of 1..255 in the key");
        }
        return Integer.parseInt(text);
    }

    private static HmacKey key(String id, String value, UnaryOperator<String> secrets) {
        String name = "auth.hmac.key." + id;
        try {
            return HmacKey.parse(secret(name, value, secrets));
        } catch (BadKey e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new BadKey(name, HIDDEN, "32 to 64 bytes, as hex: and hexadecimal digits or as text");
        }
    }

    /** A reference is no secret and is shown; what it refers to is not. */
    private static String secret(String key, String value, UnaryOperator<String> secrets) {
        if (!value.startsWith("file:")) {
            return value;
        }
        try {
            return secrets.apply(value).strip();
        } catch (IllegalArgumentException e) {
            throw new BadKey(key, value, "a readable file: " + e.getMessage());
        }
    }
}
