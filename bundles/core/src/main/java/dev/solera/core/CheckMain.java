package dev.solera.core;

import dev.solera.core.internal.PluginTable;
import dev.solera.core.internal.files.EtcFolder;
import dev.solera.core.internal.files.FileSet;
import dev.solera.core.internal.files.SecretFiles;
import dev.solera.core.internal.model.ModelReader;
import dev.solera.core.internal.model.Tolerated;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Validates a configuration folder without starting anything: {@code bin/solera check [folder]}.
 *
 * <p>Plug-ins are those that the bundles on the class path declare.
 */
public final class CheckMain {
    private CheckMain() {}

    /** Checks the folder named by the one argument; exits with 0 when it is in order and 1 when it is not. */
    @SuppressWarnings("SystemExitOutsideMain")
    public static void main(String[] args) {
        System.exit(run(Path.of(args.length == 0 ? "." : args[0]), System.out, System.err));
    }

    static int run(Path folder, PrintStream out, PrintStream err) {
        if (!Files.isDirectory(folder)) {
            err.println("folder: " + folder + " (expected: a folder of solera.*.cfg files)");
            return 1;
        }
        try {
            PluginTable plugins = DeclaredPlugins.onClassPath(CheckMain.class.getClassLoader());
            EtcFolder etc = new EtcFolder(folder);
            EtcFolder.Content content = etc.read(etc.stamps());
            ModelReader.Result result =
                    new ModelReader(plugins, new SecretFiles(folder)::read).read(content.set(), Tolerated.NONE);
            content.unreadable().forEach((file, expected) -> err.println(file + ": " + expected));
            result.problems().forEach(err::println);
            List<String> empty = content.set().files().entrySet().stream()
                    .filter(file -> file.getValue().length == 0)
                    .map(Map.Entry::getKey)
                    .filter(file -> !file.startsWith(FileSet.LONG_FOLDER))
                    .toList();
            empty.forEach(file -> err.println(file + ": a file that is not empty"));
            if (!content.unreadable().isEmpty() || !empty.isEmpty() || !result.valid()) {
                return 1;
            }
            out.println(folder + ": " + content.set().files().size() + " files, "
                    + result.model().virtualServers().size() + " virtual servers, "
                    + result.model().pools().size() + " pools, "
                    + result.model().routers().size() + " virtual routers: in order");
            return 0;
        } catch (IOException e) {
            err.println("folder: " + folder + " cannot be read: " + e.getMessage());
            return 1;
        }
    }
}
