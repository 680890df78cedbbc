package dev.solera.core.internal.model;

import dev.solera.spi.Keys;
import dev.solera.spi.Keys.BadKey;
import dev.solera.spi.VrrpSecrets;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code auth.*}: how adverts prove where they come from: not at all, by a password (version 2) or by an HMAC. No secret is repeated in what is
 * thrown.
 */
final class AuthReader {
    private static final String HIDDEN = "********";
    private static final int LEAST_KEY_BYTES = 32;
    private static final int MOST_KEY_BYTES = 64;
    private static final int LEAST_WINDOW_S = 5;
    private static final int MOST_WINDOW_S = 300;

    private final Keys keys;
    private final UnaryOperator<String> secrets;

    /**
     * Makes a reader of one file.
     *
     * @param secrets reads the file of this name; throws IllegalArgumentException with the reason when it cannot
     */
    AuthReader(Keys keys, UnaryOperator<String> secrets) {
        this.keys = keys;
        this.secrets = secrets;
    }

    VrrpSecrets read(int version, int intervalMs) {
        String password = password(version);
        VrrpSecrets hmac = hmac(intervalMs);
        if (password == null) {
            return hmac;
        }
        if (!hmac.keys().isEmpty()) {
            throw new BadKey("auth.password", HIDDEN, "either auth.password or auth.hmac.*");
        }
        return new VrrpSecrets(
                password, new TreeMap<>(), 0, false, VrrpSecrets.NONE.windowSeconds(), VrrpSecrets.NONE.mode());
    }

    /** Says without a secret what {@code secrets} are: {@code none}, {@code password} or such as {@code hmac key 1, enforce}. */
    static String words(VrrpSecrets secrets) {
        return secrets.keys().isEmpty()
                ? secrets.toString()
                : secrets + ", "
                        + secrets.mode().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private @Nullable String password(int version) {
        String text = keys.text("auth.password");
        if (text == null) {
            return null;
        }
        if (version != 2) {
            throw new BadKey("auth.password", HIDDEN, "version = 2; version 3 has auth.hmac.key.1 instead");
        }
        String password = secret("auth.password", text);
        if (password.isEmpty()) {
            throw new BadKey("auth.password", "", "a password, of which the first eight bytes count");
        }
        return password;
    }

    private VrrpSecrets hmac(int intervalMs) {
        SortedMap<Integer, String> byId = new TreeMap<>();
        keys.group("auth.hmac.key").forEach((id, value) -> byId.put(id(id), key(id, value)));
        if (byId.isEmpty()) {
            // The rest is asked for only with keys, so that without any it is refused as unknown.
            return VrrpSecrets.NONE;
        }
        int active = keys.number("auth.hmac.active", 1, 255, byId.size() == 1 ? byId.firstKey() : 0);
        if (!byId.containsKey(active)) {
            throw new BadKey("auth.hmac.active", keys.text("auth.hmac.active"), "one of " + byId.keySet());
        }
        int window = Math.min(MOST_WINDOW_S, Math.max(LEAST_WINDOW_S, (3 * intervalMs + 999) / 1000));
        return new VrrpSecrets(
                null,
                byId,
                active,
                keys.word("auth.hmac.replay", Replay.class, Replay.TIME) == Replay.MONOTONIC,
                keys.number("auth.hmac.window.s", 1, MOST_WINDOW_S, window),
                keys.word("auth.hmac.mode", VrrpSecrets.Mode.class, VrrpSecrets.Mode.ENFORCE));
    }

    private static int id(String text) {
        if (!text.matches("[1-9][0-9]{0,2}") || Integer.parseInt(text) > 255) {
            throw new BadKey("auth.hmac.key." + text, HIDDEN, "a number of 1..255 in the key");
        }
        return Integer.parseInt(text);
    }

    /** Returns the key's 32 to 64 bytes as hexadecimal digits. */
    private String key(String id, String value) {
        String name = "auth.hmac.key." + id;
        String text = secret(name, value);
        byte[] bytes;
        try {
            bytes = text.startsWith("hex:")
                    ? HexFormat.of().parseHex(text, 4, text.length())
                    : text.getBytes(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            bytes = new byte[0];
        }
        if (bytes.length < LEAST_KEY_BYTES || bytes.length > MOST_KEY_BYTES) {
            throw new BadKey(name, HIDDEN, "32 to 64 bytes, as hex: and hexadecimal digits or as text");
        }
        return HexFormat.of().formatHex(bytes);
    }

    /** A reference is no secret and is shown; what it refers to is not. */
    private String secret(String key, String value) {
        if (!value.startsWith("file:")) {
            return value;
        }
        try {
            return secrets.apply(value.substring("file:".length())).strip();
        } catch (IllegalArgumentException e) {
            throw new BadKey(key, value, String.valueOf(e.getMessage()));
        }
    }

    private enum Replay {
        TIME,
        MONOTONIC
    }
}
