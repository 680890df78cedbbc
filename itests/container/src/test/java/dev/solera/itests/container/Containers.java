package dev.solera.itests.container;

import static org.ops4j.pax.exam.CoreOptions.options;
import static org.ops4j.pax.exam.CoreOptions.systemTimeout;
import static org.ops4j.pax.exam.CoreOptions.vmOption;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.configureConsole;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.doNotModifyLogConfiguration;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.karafDistributionConfiguration;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ops4j.pax.exam.Option;

/** How a container of our distribution is started for a test: own folder, free ports, the launcher's JVM options. */
final class Containers {

    private Containers() {}

    static Option[] distribution(Option... more) {
        String archive =
                new File(System.getProperty("solera.distribution")).toURI().toString();
        File examRepository = new File(System.getProperty("exam.repository"));
        List<Option> all = new ArrayList<>(List.of(options(
                karafDistributionConfiguration()
                        .frameworkUrl(archive)
                        .name("Solera")
                        .karafVersion(System.getProperty("karaf.version"))
                        .unpackDirectory(new File(System.getProperty("exam.folder")))
                        .useDeployFolder(false),
                configureConsole().ignoreLocalConsole().ignoreRemoteShell(),
                doNotModifyLogConfiguration(),
                systemTimeout(60_000),
                vmOption("-Xmx256m"),
                vmOption("-Dsolera.http.port=" + freePort()),
                vmOption("-Dsolera.ssh.port=" + freePort()),
                // As in the launcher; Pax Exam does not use it.
                vmOption("--add-opens=java.base/java.lang=ALL-UNNAMED"),
                vmOption("--add-opens=java.base/java.net=ALL-UNNAMED"),
                vmOption("--add-opens=java.base/java.nio=ALL-UNNAMED"),
                vmOption("--add-opens=java.base/java.security=ALL-UNNAMED"),
                vmOption("--add-opens=java.base/java.util=ALL-UNNAMED"),
                vmOption("--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED"),
                vmOption("--add-opens=java.naming/javax.naming.spi=ALL-UNNAMED"),
                vmOption("--add-opens=java.rmi/sun.rmi.transport.tcp=ALL-UNNAMED"),
                vmOption("--add-exports=java.base/sun.net.www.protocol.file=ALL-UNNAMED"),
                vmOption("--add-exports=java.base/sun.net.www.protocol.http=ALL-UNNAMED"),
                vmOption("--add-exports=java.base/sun.net.www.protocol.https=ALL-UNNAMED"),
                vmOption("--add-exports=java.base/sun.net.www.protocol.jar=ALL-UNNAMED"),
                vmOption("--add-exports=java.base/sun.net.www.content.text=ALL-UNNAMED"),
                editConfigurationFilePut(
                        "etc/org.ops4j.pax.url.mvn.cfg",
                        "org.ops4j.pax.url.mvn.defaultRepositories",
                        "${karaf.home.uri}${karaf.default.repository}@id=system.repository@snapshots,"
                                + examRepository.toURI() + "@id=exam@snapshots"))));
        all.addAll(List.of(more));
        return all.toArray(Option[]::new);
    }

    /** Returns a port that was free a moment ago. */
    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the startup.properties of the distribution without the bundles above a start level. */
    static File startupUpTo(int level) {
        File all = new File(System.getProperty("solera.distribution")).getParentFile();
        File from = new File(all, "assembly/etc/startup.properties");
        File to = new File(System.getProperty("exam.folder"), "startup-" + level + ".properties");
        try (Stream<String> lines = Files.lines(from.toPath())) {
            Files.createDirectories(to.toPath().getParent());
            Files.write(
                    to.toPath(),
                    lines.filter(line -> line.contains(" = ")
                                    && Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1)) <= level)
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return to;
    }
}
