package dev.solera.shell.internal;

import dev.solera.api.ApplianceControl;
import dev.solera.api.ApplianceException;
import dev.solera.api.Check;
import dev.solera.api.CheckResult;
import dev.solera.api.CheckStatus;
import dev.solera.api.RealServerRef;
import dev.solera.api.RealServerStatus;
import java.io.PrintStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** Runs the checks of a real server now. */
@Service
@SuppressWarnings("NullAway.Init") // Karaf sets the annotated fields
@Command(
        scope = "check",
        name = "run",
        description = "Runs a health check of a real server now and shows the result",
        detailedDescription =
                """
                Without the name of a check all checks of the server are run, one after the other. The results count like any other. A
                failed check is a result, not an error of this command.

                  check:run web/web1
                  check:run web/web1 main
                """)
public final class CheckRun extends ViewCommand {
    private static final long GRACE_MILLIS = 5_000;

    @Argument(index = 0, name = "pool/real", required = true, description = "The real server, such as web/web1")
    @Completion(RealServerCompleter.class)
    String real;

    @Argument(
            index = 1,
            name = "check",
            multiValued = true,
            description = "Name of the check; options may also stand here")
    @Completion(CheckCompleter.class)
    @Nullable
    List<String> words;

    @Reference
    ApplianceControl control;

    @Override
    void show(PrintStream out, Instant now) {
        RealServerRef ref = RealServerRef.parse(real);
        RealServerStatus status = view.realServer(ref)
                .orElseThrow(() -> new ApplianceException("real server: " + ref + " (expected: one of lb:list-pools)"));
        List<Check> checks = status.checks().stream()
                .map(CheckStatus::check)
                .filter(c -> checkName() == null || c.name().equals(checkName()))
                .toList();
        if (checks.isEmpty()) {
            throw new ApplianceException(
                    checkName() == null
                            ? ref + ": its pool has no check"
                            : "check: " + checkName() + " (expected: one of check:list --pool " + ref.pool() + ")");
        }
        Sheet sheet = new Sheet()
                .words("Real")
                .words("Check")
                .words("Outcome")
                .words("Status")
                .number("Code")
                .number("Took (ms)")
                .words("Reason");
        for (Check check : checks) {
            row(sheet, ref, check, await(control.runCheck(ref, check.name()), check));
        }
        sheet.print(out, form());
    }

    @Override
    List<String> trailing() {
        return words == null
                ? List.of()
                : words.stream().skip(checkName() == null ? 0 : 1).toList();
    }

    private @Nullable String checkName() {
        return words == null || words.isEmpty() || words.get(0).startsWith("--") ? null : words.get(0);
    }

    private static void row(Sheet sheet, RealServerRef ref, Check check, CheckResult result) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("pool", ref.pool());
        fields.put("real", ref.real());
        fields.put("name", check.name());
        fields.put("outcome", result.outcome());
        fields.put("status", result.status());
        fields.put("code", result.code());
        fields.put("millis", result.duration().toMillis());
        fields.put("reason", result.reason());
        sheet.row(
                fields,
                ref,
                check.name(),
                result.outcome(),
                result.status(),
                result.code(),
                result.duration().toMillis(),
                result.reason());
    }

    private static CheckResult await(CompletableFuture<CheckResult> future, Check check) {
        long millis = check.timeout().toMillis() + GRACE_MILLIS;
        try {
            return future.get(millis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw cause instanceof ApplianceException refused
                    ? refused
                    : new ApplianceException("check " + check.name() + ": " + cause, e);
        } catch (TimeoutException e) {
            throw new ApplianceException("check " + check.name() + ": no result within " + millis + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApplianceException("check " + check.name() + ": interrupted", e);
        }
    }
}
