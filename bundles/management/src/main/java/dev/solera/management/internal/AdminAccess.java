package dev.solera.management.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Makes the user {@code admin} at first start: a random password and an SSH key, each in a file of its own, the password's hash in Karaf's
 * {@code users.properties} and the public key in its {@code keys.properties}. Until then nobody can log in: there is no default
 * password.
 *
 * <p>The user's line in {@code users.properties} is written last, so a start that was cut off is completed by the next one, and
 * once the line is there nothing is touched again: an operator may change or delete all of it.
 */
final class AdminAccess {
    static final String USER = "admin";
    static final String PASSWORD_FILE = "solera.admin.password";
    static final String KEY_FILE = "solera.admin.key";

    /** No l, o, 0, 1 and no capitals: read out and typed without doubt. */
    private static final String ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";

    private static final int GROUPS = 6;
    private static final int GROUP_CHARS = 5; // 30 characters of 5 bits: 150 bits

    private static final String GROUP = "_g_:admingroup";
    private static final String GROUP_LINE = "_g_\\:admingroup = group,admin,manager,viewer,systembundles,ssh";
    private static final Pattern HAS_USER = Pattern.compile("(?m)^[ \\t]*" + USER + "[ \\t]*[=:]");
    private static final Pattern HAS_GROUP = Pattern.compile("(?m)^[ \\t]*_g_\\\\:admingroup[ \\t]*[=:]");

    private final Path etc;
    private final SecureRandom random;

    /** @param etc Karaf's folder {@code etc} */
    AdminAccess(Path etc, SecureRandom random) {
        this.etc = etc;
        this.random = random;
    }

    /** Makes the user unless it is there. Returns whether it was made now. */
    boolean ensure() throws IOException {
        Path users = etc.resolve("users.properties");
        if (HAS_USER.matcher(read(users)).find()) {
            return false;
        }
        String password = password();
        key();
        add(users, hash(password));
        return true;
    }

    /** Returns the password from its file; one that is missing or empty is made. */
    private String password() throws IOException {
        Path file = etc.resolve(PASSWORD_FILE);
        String present = read(file).strip();
        if (!present.isEmpty()) {
            return present;
        }
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < GROUPS * GROUP_CHARS; i++) {
            if (i > 0 && i % GROUP_CHARS == 0) {
                password.append('-');
            }
            password.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        OwnerFile.write(file, password + "\n");
        return password.toString();
    }

    /** Makes the key pair, unless the public key is known: one without the other is of no use to anybody and is replaced. */
    private void key() throws IOException {
        Path keys = etc.resolve("keys.properties");
        if (!HAS_USER.matcher(read(keys)).find()) {
            SshKey key = SshKey.generate(random);
            OwnerFile.write(etc.resolve(KEY_FILE), key.privatePem());
            add(keys, key.publicBlob());
        }
    }

    private static void add(Path file, String secret) throws IOException {
        String text = read(file);
        StringBuilder lines = new StringBuilder(text);
        if (!text.isEmpty() && !text.endsWith("\n")) {
            lines.append('\n');
        }
        lines.append(USER)
                .append(" = ")
                .append(secret)
                .append(',')
                .append(GROUP)
                .append('\n');
        if (!HAS_GROUP.matcher(text).find()) {
            lines.append(GROUP_LINE).append('\n');
        }
        OwnerFile.write(file, lines.toString());
    }

    /** Returns the form in which Karaf keeps a password: its encryption {@code basic}, SHA-256, hexadecimal, with {CRYPT} around. */
    static String hash(String password) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(password.getBytes(StandardCharsets.UTF_8));
            return "{CRYPT}" + HexFormat.of().withUpperCase().formatHex(digest) + "{CRYPT}";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String read(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file) : "";
    }
}
