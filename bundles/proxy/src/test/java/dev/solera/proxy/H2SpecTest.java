package dev.solera.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.solera.api.Mode;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The conformance test h2spec, with prior knowledge. */
@Timeout(240)
class H2SpecTest {
    private static final String ARCHIVE = "/h2spec/2.2.0/h2spec_linux_amd64.tar.gz";
    private static final Pattern SUMMARY =
            Pattern.compile("(\\d+) tests, (\\d+) passed, (\\d+) skipped, (\\d+) failed");

    @Test
    void everyCaseOfH2specPasses(@TempDir Path folder) throws Exception {
        boolean here = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")
                && System.getProperty("os.arch").equals("amd64");
        assumeTrue(here, "h2spec is built for Linux on x86-64");
        Path archive = folder.resolve("h2spec.tar.gz");
        try (InputStream in = H2SpecTest.class.getResourceAsStream(ARCHIVE)) {
            Files.copy(in, archive, StandardCopyOption.REPLACE_EXISTING);
        }
        run(folder, "tar", "-xzf", archive.toString(), "-C", folder.toString());
        try (Origin origin = Origin.answering("hello");
                Lab lab = new Lab().start(Mode.HTTP, origin.address)) {
            String output = run(
                    folder,
                    folder.resolve("h2spec").toString(),
                    "-h",
                    "127.0.0.1",
                    "-p",
                    Integer.toString(lab.address().getPort()),
                    "-o",
                    "4",
                    "--max-header-length",
                    "8000");
            Matcher summary = SUMMARY.matcher(output);
            assertThat(summary.find()).as(output).isTrue();
            assertThat(summary.group()).as(output).endsWith(" 0 skipped, 0 failed");
            assertThat(Integer.parseInt(summary.group(1))).isGreaterThanOrEqualTo(140);
            System.out.println("h2spec: " + summary.group());
        }
    }

    private static String run(Path folder, String... command) throws Exception {
        Path out = Files.createTempFile(folder, "out", "");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            assertThat(process.waitFor(200, TimeUnit.SECONDS)).as(command[0]).isTrue();
            return Files.readString(out);
        } finally {
            process.destroyForcibly();
        }
    }
}
