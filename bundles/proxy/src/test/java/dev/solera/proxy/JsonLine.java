package dev.solera.proxy;

/** Reads a text out of a flat JSON object on one line. */
final class JsonLine {
    private JsonLine() {}

    static String text(String json, String key) {
        int at = json.indexOf("\"" + key + "\": \"");
        if (at < 0) {
            throw new IllegalArgumentException("no " + key + " in " + json);
        }
        StringBuilder text = new StringBuilder();
        for (int i = at + key.length() + 5; json.charAt(i) != '"'; i++) {
            char c = json.charAt(i);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            c = json.charAt(++i);
            switch (c) {
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case 't' -> text.append('\t');
                case 'b' -> text.append('\b');
                case 'f' -> text.append('\f');
                case 'u' -> {
                    text.append((char) Integer.parseInt(json.substring(i + 1, i + 5), 16));
                    i += 4;
                }
                default -> text.append(c);
            }
        }
        return text.toString();
    }
}
