package dev.solera.core.internal.model;

import dev.solera.api.Addresses;
import dev.solera.api.Vip;
import dev.solera.core.internal.files.FileId;
import dev.solera.spi.Keys.BadKey;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code vip.<name> = address[/prefix] [dev=interface] [label=label] [scope=scope]}. */
final class VipReader {
    static final Pattern INTERFACE = Pattern.compile("[^\\s/]{1,15}");

    private static final Map<String, Integer> SCOPES = Map.of("global", 0, "site", 200, "link", 253, "host", 254);
    private static final String FORM = "192.0.2.10/24 or 2001:db8::10/64, then dev=, label=, scope=";

    private VipReader() {}

    static Vip read(String key, String name, String value, boolean advertised) {
        if (!FileId.NAME.matcher(name).matches() || isAddress(name)) {
            throw new BadKey(key, value, "a name of letters, digits, _ . - in the key, not an address");
        }
        String[] words = value.split("\\s+");
        int slash = words[0].indexOf('/');
        InetAddress address = address(key, value, slash < 0 ? words[0] : words[0].substring(0, slash));
        boolean v6 = address.getAddress().length == 16;
        int longest = v6 ? 128 : 32;
        int prefix = slash < 0 ? longest : prefix(key, value, words[0].substring(slash + 1), longest);
        String device = null;
        String label = null;
        int scope = 0;
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            String argument = words[i].substring(equals + 1);
            switch (equals < 0 ? "" : words[i].substring(0, equals)) {
                case "dev" -> device = matching(key, value, argument, "an interface of 1..15 characters after dev=");
                case "label" -> {
                    label = matching(key, value, argument, "1..15 characters after label=");
                    if (v6) {
                        throw new BadKey(key, value, "no label, IPv6 addresses have none");
                    }
                }
                case "scope" -> scope = scope(key, value, argument);
                default -> throw new BadKey(key, value, FORM);
            }
        }
        return new Vip(name, address, prefix, device, label, scope, advertised);
    }

    /** Names have no colon, so it can only be one of IPv4. */
    private static boolean isAddress(String name) {
        return name.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9') && parse(name) != null;
    }

    private static @Nullable InetAddress parse(String text) {
        try {
            return Addresses.parseIp(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static InetAddress address(String key, String value, String text) {
        InetAddress address = parse(text);
        if (address == null) {
            throw new BadKey(key, value, FORM);
        }
        if (address.isMulticastAddress() || address.isAnyLocalAddress()) {
            throw new BadKey(key, value, "an address that one host can have");
        }
        return address;
    }

    private static int prefix(String key, String value, String text, int longest) {
        if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) > longest) {
            throw new BadKey(key, value, "a prefix of 0.." + longest);
        }
        return Integer.parseInt(text);
    }

    private static int scope(String key, String value, String text) {
        Integer named = SCOPES.get(text.toLowerCase(Locale.ROOT));
        if (named != null) {
            return named;
        }
        if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) > 255) {
            throw new BadKey(key, value, "scope global, site, link, host or 0..255");
        }
        return Integer.parseInt(text);
    }

    static String matching(String key, String value, String text, String expected) {
        if (!INTERFACE.matcher(text).matches()) {
            throw new BadKey(key, value, expected);
        }
        return text;
    }
}
