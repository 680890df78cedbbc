package dev.solera.core.internal.engine;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads on which weight advisors think: a few, made when needed, gone after a minute without a question. */
final class AdviceThreads {
    private static final int MOST = 8;

    private AdviceThreads() {}

    static ExecutorService make() {
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(MOST, MOST, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "solera-advisor");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
