package dev.solera.vrrp.internal.settings;

import dev.solera.spi.Keys.BadKey;
import dev.solera.vrrp.internal.wire.IpAddress;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An address that floats: {@code vip.<name> = address[/prefix] [dev=interface] [label=label] [scope=scope]}.
 *
 * @param name its name, unique across instances
 * @param address the address
 * @param prefix length of its subnet's prefix, 32 or 128 when none is given
 * @param device the interface it is put on, null for the instance's
 * @param label of an IPv4 address, at most 15 characters, null for none
 * @param scope as rtnetlink numbers it: 0 global, 200 site, 253 link, 254 host
 */
public record VipSettings(
        String name, IpAddress address, int prefix, @Nullable String device, @Nullable String label, int scope) {
    static final Pattern INTERFACE = Pattern.compile("[^\\s/]{1,15}");

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*");
    private static final Map<String, Integer> SCOPES = Map.of("global", 0, "site", 200, "link", 253, "host", 254);
    private static final String FORM = "192.0.2.10/24 or 2001:db8::10/64, then dev=, label=, scope=";

    static VipSettings parse(String key, String name, String value) {
        if (!NAME.matcher(name).matches()) {
            throw new BadKey(key, value, "a name of letters, digits, _ . - in the key");
        }
        String[] words = value.split("\\s+");
        int slash = words[0].indexOf('/');
        IpAddress address = address(key, value, slash < 0 ? words[0] : words[0].substring(0, slash));
        int longest = address.v6() ? 128 : 32;
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
                    if (address.v6()) {
                        throw new BadKey(key, value, "no label, IPv6 addresses have none");
                    }
                }
                case "scope" -> scope = scope(key, value, argument);
                default -> throw new BadKey(key, value, FORM);
            }
        }
        return new VipSettings(name, address, prefix, device, label, scope);
    }

    private static IpAddress address(String key, String value, String text) {
        IpAddress address;
        try {
            address = IpAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw new BadKey(key, value, FORM);
        }
        if (address.isMulticast() || address.equals(new IpAddress(address.v6(), 0, 0))) {
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

    private static String matching(String key, String value, String text, String expected) {
        if (!INTERFACE.matcher(text).matches()) {
            throw new BadKey(key, value, expected);
        }
        return text;
    }
}
