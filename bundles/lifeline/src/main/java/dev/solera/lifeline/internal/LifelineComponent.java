package dev.solera.lifeline.internal;

import dev.solera.spi.Pulse;
import dev.solera.spi.VrrpEngine;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers the engine in a process of its own, where {@code solera.vrrp.process} asks for it. When the appliance stops, that process gives everything up
 * and ends; when this bundle alone stops, it goes on and is found again.
 */
@Component(
        immediate = true,
        service = {})
public final class LifelineComponent {
    private static final Logger LOG = LoggerFactory.getLogger(LifelineComponent.class);
    private static final String PROPERTY = "solera.vrrp.process";
    private static final String PACKET = "solera.packet";
    /** The first version of Java that keeps compiled code whether it is seen at work or not, and does not know the option any more. */
    private static final int WITHOUT_SWEEPER = 20;
    /** What the process needs of ours and of others, by symbolic name. */
    private static final List<String> BUNDLES = List.of(
            "dev.solera.api",
            "dev.solera.spi",
            "dev.solera.netlink",
            "dev.solera.addresses",
            "dev.solera.packet",
            "dev.solera.vrrp",
            "dev.solera.lifeline",
            "com.sun.jna",
            "org.ops4j.pax.logging.pax-logging-api");

    private final List<Pulse> early = new ArrayList<>();
    private @Nullable RemoteEngine engine;
    private @Nullable ServiceRegistration<VrrpEngine> registration;

    @Activate
    void activate(BundleContext context) {
        if (!"lifeline".equals(context.getProperty(PROPERTY))) {
            return;
        }
        List<Path> classpath;
        List<String> options;
        try {
            classpath = classpath(context);
            options = options(Path.of(context.getProperty("karaf.etc"), "lifeline.options"));
        } catch (IllegalStateException e) {
            LOG.error("{}", e.getMessage());
            return;
        }
        String packet = context.getProperty(PACKET);
        String version = context.getBundle().getVersion().toString();
        ChildProcess process = new ChildProcess(
                Path.of(context.getProperty("karaf.data"), "solera", "lifeline"),
                options,
                classpath,
                List.of(version, packet == null ? "auto" : packet));
        RemoteEngine made = new RemoteEngine(process, version);
        synchronized (early) {
            engine = made;
            early.forEach(made::addPulse);
        }
        if (isWanted(Path.of(context.getProperty("karaf.etc")))) {
            // It starts while core still reads what it is to do.
            made.begin();
        }
        registration = context.registerService(VrrpEngine.class, made, null);
    }

    @Deactivate
    void deactivate(BundleContext context) {
        RemoteEngine there = engine;
        ServiceRegistration<VrrpEngine> registered = registration;
        if (there == null || registered == null) {
            return;
        }
        registered.unregister();
        Bundle framework = context.getBundle(0);
        if (framework != null && framework.getState() == Bundle.STOPPING) {
            there.shutdown();
        } else {
            there.leave();
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addPulse(Pulse pulse) {
        synchronized (early) {
            early.add(pulse);
            if (engine != null) {
                engine.addPulse(pulse);
            }
        }
    }

    void removePulse(Pulse pulse) {
        synchronized (early) {
            early.remove(pulse);
            if (engine != null) {
                engine.removePulse(pulse);
            }
        }
    }

    private static boolean isWanted(Path etc) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(etc, "solera.vrrp-*.cfg")) {
            return files.iterator().hasNext();
        } catch (IOException | DirectoryIteratorException e) {
            return false; // core says what is wrong with the folder
        }
    }

    /** Reads the options of its JVM, one a line, and adds what depends on its version. */
    private static List<String> options(Path file) {
        try {
            List<String> options = new ArrayList<>();
            Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(line -> line.startsWith("-"))
                    .forEach(options::add);
            if (Runtime.version().feature() < WITHOUT_SWEEPER) {
                // Code that is seldom seen at work would be thrown away, such as what sends an advert each second.
                options.add("-XX:NmethodSweepActivity=0");
            }
            return options;
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static List<Path> classpath(BundleContext context) {
        Path home = Path.of(context.getProperty("karaf.home"));
        List<Path> jars = new ArrayList<>();
        for (String name : BUNDLES) {
            jars.add(jar(home.resolve("system"), bundle(context, name)));
        }
        // The logging bundle asks whether it is in a framework.
        try (DirectoryStream<Path> osgi = Files.newDirectoryStream(home.resolve("lib/boot"), "osgi.core-*.jar")) {
            osgi.forEach(jars::add);
        } catch (IOException e) {
            throw new IllegalStateException("cannot list " + home.resolve("lib/boot") + ": " + e.getMessage(), e);
        }
        return jars;
    }

    /** Finds a bundle's jar where the distribution keeps it: Karaf's startup names files of its repository, features name Maven addresses. */
    private static Path jar(Path repository, Bundle bundle) {
        String location = bundle.getLocation().replaceFirst("^reference:", "");
        if (location.startsWith("file:")) {
            return repository.resolve(location.substring("file:".length()));
        }
        String[] address = location.startsWith("mvn:") ? location.substring(4).split("/") : new String[0];
        if (address.length != 3) {
            throw new IllegalStateException(bundle.getSymbolicName() + ": " + location
                    + " (expected: mvn:group/artifact/version); no VRRP engine in a process of its own");
        }
        return repository
                .resolve(address[0].replace('.', '/'))
                .resolve(address[1])
                .resolve(address[2])
                .resolve(address[1] + "-" + address[2] + ".jar");
    }

    private static Bundle bundle(BundleContext context, String name) {
        for (Bundle bundle : context.getBundles()) {
            if (name.equals(bundle.getSymbolicName())) {
                return bundle;
            }
        }
        throw new IllegalStateException(name + ": not installed (expected: with solera-vrrp)");
    }
}
