package dev.solera.api;

import java.util.List;

/**
 * What a set of files would change if it were put in force now.
 *
 * @param set number of the set in force that it starts from
 * @param files what differs, such as {@code solera.pool-web.cfg: 1 line added, 2 removed}
 * @param edits objects added, changed and removed
 * @param vips addresses that move, come or go, in words
 * @param checksAdded checks that would start, in words
 * @param checksRemoved checks that would end, in words
 * @param problems why the files cannot be applied as they are; empty when they can
 * @param objections of the policies, in words; empty when there are none
 */
public record Plan(
        long set,
        List<String> files,
        List<Edit> edits,
        List<String> vips,
        List<String> checksAdded,
        List<String> checksRemoved,
        List<Problem> problems,
        List<String> objections) {
    public Plan {
        files = List.copyOf(files);
        edits = List.copyOf(edits);
        vips = List.copyOf(vips);
        checksAdded = List.copyOf(checksAdded);
        checksRemoved = List.copyOf(checksRemoved);
        problems = List.copyOf(problems);
        objections = List.copyOf(objections);
    }

    /** Returns flows and connections in progress of what would be changed or removed. They go on until they end by themselves. */
    public long connections() {
        return edits.stream().mapToLong(Edit::connections).sum();
    }

    /** What happens to an object. */
    public enum Kind {
        ADDED,
        CHANGED,
        REMOVED
    }

    /**
     * One object that would be added, changed or removed.
     *
     * @param kind which of them
     * @param type what it is, such as {@code real server}
     * @param name of the object, {@code pool/real} for a real server
     * @param detail what changes, such as {@code weight 1 to 3}; empty when it comes or goes as a whole
     * @param connections in progress now on what is changed or removed; 0 for what is added
     */
    public record Edit(Kind kind, String type, String name, String detail, long connections) {
        /** Returns it in words, such as {@code real server web/web1 changed: weight 1 to 3}. */
        public String words() {
            String start = type + " " + name + " "
                    + switch (kind) {
                        case ADDED -> "added";
                        case CHANGED -> "changed";
                        case REMOVED -> "removed";
                    };
            return detail.isEmpty() ? start : start + ": " + detail;
        }
    }
}
