package dev.solera.itests.kernel;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs inside the guest: the classes named after the file of results, in their order. */
public final class Guest {
    private Guest() {}

    public static void main(String[] arguments) throws IOException {
        Path results = Path.of(arguments[0]);
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(Arrays.stream(arguments)
                        .skip(1)
                        .map(DiscoverySelectors::selectClass)
                        .toList())
                .build();
        LauncherFactory.create().execute(request, new Reporter(results));
        new Result("", "END", "").append(results);
        System.exit(0); // whatever threads a failed case has left
    }

    private record Reporter(Path file) implements TestExecutionListener {
        @Override
        public void executionStarted(TestIdentifier test) {
            System.out.println("--- " + test.getDisplayName());
        }

        @Override
        public void executionSkipped(TestIdentifier test, String reason) {
            write(test, "SKIPPED", reason);
        }

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            boolean failed = result.getStatus() == TestExecutionResult.Status.FAILED;
            if (test.isTest() || failed) {
                boolean skipped = result.getStatus() == TestExecutionResult.Status.ABORTED;
                write(
                        test,
                        failed ? "FAILED" : skipped ? "SKIPPED" : "PASSED",
                        result.getThrowable().map(Reporter::words).orElse(""));
            }
        }

        private void write(TestIdentifier test, String outcome, String words) {
            String name = test.getParentId().map(Reporter::className).orElse("") + test.getDisplayName();
            System.out.println("--- " + outcome + " " + name + " " + words);
            try {
                new Result(name.replace('\t', ' '), outcome, words).append(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String className(String id) {
            int at = id.indexOf("[class:");
            return at < 0 ? "" : id.substring(id.lastIndexOf('.') + 1).replaceAll("].*", "") + ": ";
        }

        private static String words(Throwable failure) {
            StringWriter text = new StringWriter();
            failure.printStackTrace(new PrintWriter(text));
            return text.toString();
        }
    }
}
