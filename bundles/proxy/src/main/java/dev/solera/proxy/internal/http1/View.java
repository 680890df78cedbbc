package dev.solera.proxy.internal.http1;

/** A window on bytes read as ISO 8859-1, moved instead of made anew. */
public final class View implements CharSequence {
    private byte[] bytes = new byte[0];
    private int from;
    private int to;

    void show(byte[] source, int start, int end) {
        bytes = source;
        from = start;
        to = end;
    }

    @Override
    public int length() {
        return to - from;
    }

    @Override
    public char charAt(int index) {
        if (index < 0 || index >= to - from) {
            throw new IndexOutOfBoundsException(index);
        }
        return (char) (bytes[from + index] & 0xff);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return toString().subSequence(start, end);
    }

    @Override
    public String toString() {
        return new String(bytes, from, to - from, java.nio.charset.StandardCharsets.ISO_8859_1);
    }
}
