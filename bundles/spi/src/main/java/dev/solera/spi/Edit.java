package dev.solera.spi;

/** One change of a data plane: made as a whole or not at all. */
public sealed interface Edit {
    /** Returns the object it is about. */
    Ref ref();

    /** Adds an object that is not there. */
    record Add(Spec spec) implements Edit {
        @Override
        public Ref ref() {
            return spec.ref();
        }
    }

    /** Changes an object that is there; flows in progress are left alone. */
    record Change(Spec from, Spec to) implements Edit {
        @Override
        public Ref ref() {
            return to.ref();
        }
    }

    /**
     * Removes an object. It takes no new flow; flows in progress go on until they end by themselves or the deadline comes.
     *
     * @param deadlineNanos {@link System#nanoTime()} at which what is left is cut, or {@link #NO_DEADLINE}
     */
    record Remove(Ref ref, long deadlineNanos) implements Edit {
        /** Flows go on until they end by themselves. */
        public static final long NO_DEADLINE = Long.MAX_VALUE;
    }
}
