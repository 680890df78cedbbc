package dev.solera.core.internal.engine;

import dev.solera.api.Caller;
import dev.solera.core.internal.engine.Configuration.Accepted;
import dev.solera.core.internal.files.FileSet;
import dev.solera.core.internal.files.SetStore;
import dev.solera.core.internal.model.Model;
import dev.solera.core.internal.model.ModelReader;
import dev.solera.core.internal.model.Tolerated;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was in force before a start.
 *
 * @param set the newest that can be read and holds, an empty one where none does; null where there was none. Its number is the highest of
 *     before, whichever it is, for numbers go on from there
 * @param problem why sets of before cannot be read, in words; null when they can
 */
record Recalled(@Nullable Accepted set, @Nullable String problem) {
    private static final Logger LOG = LoggerFactory.getLogger(Recalled.class);

    static Recalled newest(SetStore store, ModelReader reader) {
        List<Long> numbers;
        try {
            numbers = store.numbers();
        } catch (IOException e) {
            LOG.warn("cannot read the sets of before: {}", e.toString());
            return new Recalled(null, "sets of before cannot be read: " + e);
        }
        if (numbers.isEmpty()) {
            return new Recalled(null, null);
        }
        long last = numbers.get(numbers.size() - 1);
        String problem = null;
        for (int i = numbers.size() - 1; i >= 0; i--) {
            long number = numbers.get(i);
            try {
                SetStore.Stored set = store.read(number);
                ModelReader.Result result = reader.read(set.files(), Tolerated.ANY);
                if (result.valid()) {
                    Caller by = new Caller(set.who(), set.from());
                    return new Recalled(
                            new Accepted(
                                    last, set.appliedAt(), set.files(), result.model(), by, List.of(), set.before()),
                            problem);
                }
                // A newer version of Solera may refuse what an older one took.
                LOG.warn("set {} of before does not hold any more: {}", number, result.problems());
            } catch (IOException e) {
                LOG.warn("set {} of before cannot be read: {}", number, e.toString());
                problem = "set " + number + " of before cannot be read: " + e;
            }
        }
        return new Recalled(
                new Accepted(last, Instant.EPOCH, FileSet.EMPTY, Model.EMPTY, Configuration.FILE, List.of(), 0),
                problem);
    }
}
