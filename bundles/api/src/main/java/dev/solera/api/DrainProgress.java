package dev.solera.api;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a real server has come that an operator has taken out.
 *
 * @param since when that was
 * @param left flows in progress
 * @param until when the operator's patience ends, null for never
 * @param close whether what is left then is closed, or was; else it is kept
 * @param emptyIn after so long the last flow has probably ended, zero when none is left; null when nothing can be said
 * @param basis what that goes by, in words; empty without a forecast
 */
public record DrainProgress(
        Instant since, long left, @Nullable Instant until, boolean close, @Nullable Duration emptyIn, String basis) {
    /** Returns it in words: {@code 3 flows left, empty in about 40 s (by the ages of 1200 flows before), then closed in 55 s}. */
    public String words(Instant now) {
        if (left == 0) {
            return "no flow left";
        }
        StringBuilder words = new StringBuilder().append(left).append(left == 1 ? " flow left" : " flows left");
        Duration expected = emptyIn;
        if (expected != null) {
            words.append(", empty in about ")
                    .append(time(expected))
                    .append(" (")
                    .append(basis)
                    .append(')');
        }
        Instant end = until;
        if (end != null) {
            Duration patience = Duration.between(now, end);
            boolean over = patience.isNegative() || patience.isZero();
            words.append(
                    over
                            ? ", their time is over"
                            : ", " + (close ? "closed" : "kept all the same") + " in " + time(patience));
        }
        return words.toString();
    }

    private static String time(Duration time) {
        long seconds = Math.max(1, (time.toMillis() + 999) / 1000);
        return seconds < 120 ? seconds + " s" : seconds < 7200 ? seconds / 60 + " min" : seconds / 3600 + " h";
    }
}
