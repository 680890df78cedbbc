package dev.solera.shell.internal;

/** The change is in force and its row is printed, but it will not survive a restart. Exit code 3. */
final class NotPersistedException extends Exception {
    private static final long serialVersionUID = 1;

    NotPersistedException(String why) {
        super("not persisted: " + why);
    }
}
