package dev.solera.checks.internal;

/** Text that can be read only for a while: a regular expression reads each character it tries, so its search ends too. */
final class DeadlineText implements CharSequence {
    private static final int READS_BETWEEN_LOOKS = 1024;

    private final String text;
    private final long deadlineNanos;
    private int reads;

    /** Says that the time is over. */
    static final class Over extends RuntimeException {
        private Over() {
            super("time is over", null, false, false);
        }
    }

    DeadlineText(String text, long nanos) {
        this.text = text;
        this.deadlineNanos = System.nanoTime() + nanos;
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public char charAt(int index) {
        if (++reads == READS_BETWEEN_LOOKS) {
            reads = 0;
            if (deadlineNanos - System.nanoTime() < 0) {
                throw new Over();
            }
        }
        return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.substring(start, end);
    }

    @Override
    public String toString() {
        return text;
    }
}
