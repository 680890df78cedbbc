package dev.solera.shell.internal;

/** Makes text from configuration, users and servers harmless to a terminal. */
final class Text {
    private Text() {}

    /**
     * Returns {@code text} with every character that a terminal acts on written out, such as {@code \x1b} for ESC: C0 and C1
     * controls, DEL, line separators and the marks that turn the direction of writing.
     */
    static String clean(String text) {
        int i = 0;
        while (i < text.length() && !acts(text.charAt(i))) {
            i++;
        }
        if (i == text.length()) {
            return text;
        }
        StringBuilder clean = new StringBuilder(text.length() + 8).append(text, 0, i);
        for (; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!acts(c)) {
                clean.append(c);
            } else if (c < 0x100) {
                clean.append(String.format("\\x%02x", (int) c));
            } else {
                clean.append(String.format("\\u%04x", (int) c));
            }
        }
        return clean.toString();
    }

    /** Cleans every line of {@code text} and leaves the line ends. */
    static String cleanLines(String text) {
        return String.join("\n", text.lines().map(Text::clean).toList());
    }

    private static boolean acts(char c) {
        return c < 0x20
                || c >= 0x7f && c < 0xa0
                || c == 0x061c
                || c >= 0x200e && c <= 0x200f
                || c >= 0x2028 && c <= 0x202e
                || c >= 0x2066 && c <= 0x2069;
    }
}
