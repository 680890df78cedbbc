package dev.solera.core.internal.engine;

import dev.solera.api.Caller;
import dev.solera.api.Change;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit log: one line for each change that somebody asked for, done or refused. Every method of an interface that takes a {@link Caller}
 * is one, so that none can be forgotten.
 */
public final class Audited {
    /** Name of the log; it goes to a file of its own. */
    public static final String LOG_NAME = "dev.solera.audit";

    private static final Logger LOG = LoggerFactory.getLogger(LOG_NAME);

    private Audited() {}

    /** Writes down a set that came into force, whoever brought it: an edit of a file asks nobody. */
    static void applied(Configuration.Accepted set) {
        LOG.info(
                "{} from {}: set {} in force: {}",
                clean(set.by().user()),
                clean(set.by().from()),
                set.number(),
                clean(String.join("; ", set.changes())));
    }

    /** Returns {@code real} with every change through it written to the audit log. */
    public static <T> T changes(Class<T> type, T real) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Caller caller = caller(arguments);
                    try {
                        Object result = method.invoke(real, arguments);
                        if (caller != null) {
                            LOG.info("{} done: {}", words(caller, method, arguments), result(result));
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
                        if (caller != null) {
                            LOG.warn("{} refused: {}", words(caller, method, arguments), clean(cause.getMessage()));
                        }
                        throw cause;
                    }
                }));
    }

    private static @Nullable Caller caller(Object @Nullable [] arguments) {
        return arguments != null && arguments.length > 0 && arguments[0] instanceof Caller caller ? caller : null;
    }

    private static String words(Caller caller, Method method, Object[] arguments) {
        return clean(caller.user()) + " from " + clean(caller.from()) + ": " + method.getName()
                + Arrays.stream(arguments)
                        .skip(1)
                        .map(argument -> " " + (argument == null ? "-" : clean(argument.toString())))
                        .collect(Collectors.joining());
    }

    private static String result(@Nullable Object result) {
        return result instanceof Change change
                ? clean(change.summary()) + (change.notPersisted() == null ? "" : ", not persisted")
                : "";
    }

    /** One line, whatever an operator wrote. */
    private static String clean(@Nullable String text) {
        return text == null ? "" : text.replaceAll("\\p{Cntrl}+", " ");
    }
}
