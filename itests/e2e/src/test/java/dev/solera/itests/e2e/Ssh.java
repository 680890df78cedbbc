package dev.solera.itests.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.solera.itests.appliance.Appliance;
import dev.solera.itests.appliance.Appliance.Outcome;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** OpenSSH's client against an appliance's shell. A test that uses it is skipped where there is none. */
final class Ssh {
    private final Appliance appliance;

    Ssh(Appliance appliance) {
        this.appliance = appliance;
        assumeTrue(isInstalled(), "ssh: no client installed");
    }

    /** Runs a command as {@code admin} with the key made at first start. */
    Outcome withKey(String command) {
        return run(
                "admin",
                command,
                "",
                List.of(
                        "-o",
                        "IdentitiesOnly=yes",
                        "-o",
                        "PreferredAuthentications=publickey",
                        "-i",
                        appliance.etc().resolve("solera.admin.key").toString()));
    }

    /** Runs a command as a user with a password. */
    Outcome withPassword(String user, String password, String command) {
        return run(
                user,
                command,
                password,
                List.of(
                        "-o",
                        "PubkeyAuthentication=no",
                        "-o",
                        "PreferredAuthentications=password,keyboard-interactive",
                        "-o",
                        "NumberOfPasswordPrompts=1"));
    }

    private Outcome run(String user, String command, String password, List<String> options) {
        Path folder = null;
        try {
            folder = Files.createTempDirectory("solera-ssh-");
            Path asked = folder.resolve("askpass");
            Files.writeString(asked, "#!/bin/sh\nprintf '%s\\n' \"$SOLERA_TEST_PASSWORD\"\n");
            Files.setPosixFilePermissions(asked, PosixFilePermissions.fromString("rwx------"));
            List<String> line = new ArrayList<>(List.of("ssh", "-F", "/dev/null", "-T", "-n"));
            line.addAll(List.of("-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"));
            line.addAll(List.of("-o", "LogLevel=ERROR", "-o", "ConnectTimeout=10"));
            line.addAll(options);
            line.addAll(List.of("-p", "" + appliance.sshPort(), user + "@127.0.0.1", command));
            File out = folder.resolve("out").toFile();
            File err = folder.resolve("err").toFile();
            ProcessBuilder builder =
                    new ProcessBuilder(line).redirectOutput(out).redirectError(err);
            builder.environment().put("SSH_ASKPASS", asked.toString());
            builder.environment().put("SSH_ASKPASS_REQUIRE", "force");
            builder.environment().put("SOLERA_TEST_PASSWORD", password);
            Process process = builder.start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(line + " did not end in time: " + Files.readString(err.toPath()));
            }
            return new Outcome(process.exitValue(), Files.readString(out.toPath()), Files.readString(err.toPath()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            remove(folder);
        }
    }

    private static void remove(Path folder) {
        File[] files = folder == null ? null : folder.toFile().listFiles();
        if (files != null) {
            for (File file : files) {
                file.delete();
            }
            folder.toFile().delete();
        }
    }

    private static boolean isInstalled() {
        try {
            Process process = new ProcessBuilder("ssh", "-V")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
