package dev.solera.management;

import org.jspecify.annotations.Nullable;

/** What a change did. */
public interface ChangeReport {
    /** Returns it in words, such as {@code added real.web4 in solera.pool-web.cfg}. */
    String getSummary();

    /** Returns why the change will not survive a restart; null when it will. */
    @Nullable
    String getNotPersisted();
}
