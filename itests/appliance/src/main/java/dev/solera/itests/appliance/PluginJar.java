package dev.solera.itests.appliance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A bundle for {@code deploy/}, made of a test's own classes or of a jar with another version. */
public final class PluginJar {
    private static final String COMPONENT =
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="%1$s">
              <service><provide interface="%2$s"/></service>
              <implementation class="%1$s"/>
            </scr:component>
            """;

    private final Manifest manifest;
    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    private PluginJar(Manifest manifest) {
        this.manifest = manifest;
    }

    /**
     * Makes a bundle with one component.
     *
     * @param service the interface it provides, of package {@code dev.solera.spi}
     * @param component its class
     * @param others more classes of the bundle
     */
    public static PluginJar of(
            String symbolicName, String version, Class<?> service, Class<?> component, Class<?>... others) {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Bundle-ManifestVersion", "2");
        attributes.putValue("Bundle-SymbolicName", symbolicName);
        attributes.putValue("Bundle-Version", version);
        attributes.putValue("Import-Package", "dev.solera.spi,dev.solera.api");
        attributes.putValue("Service-Component", "OSGI-INF/component.xml");
        PluginJar jar = new PluginJar(manifest);
        jar.text("OSGI-INF/component.xml", COMPONENT.formatted(component.getName(), service.getName()));
        jar.add(component);
        for (Class<?> other : others) {
            jar.add(other);
        }
        return jar;
    }

    /** Takes a jar as it is, under another version. */
    public static PluginJar of(Path jar, String version) {
        try (JarInputStream in = new JarInputStream(Files.newInputStream(jar))) {
            PluginJar copy = new PluginJar(new Manifest(in.getManifest()));
            copy.manifest.getMainAttributes().putValue("Bundle-Version", version);
            for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
                if (!entry.isDirectory()) {
                    copy.entries.put(entry.getName(), in.readAllBytes());
                }
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds a file of text. */
    public PluginJar text(String name, String text) {
        entries.put(name, text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Puts it into the folder under {@code name}, in one step, over what is there. */
    public void putInto(Path folder, String name) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            try (JarOutputStream out = new JarOutputStream(bytes, manifest)) {
                for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                    out.putNextEntry(new JarEntry(entry.getKey()));
                    out.write(entry.getValue());
                }
            }
            Path temporary = folder.resolve("." + name + ".new");
            Files.write(temporary, bytes.toByteArray());
            Files.move(temporary, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(Class<?> type) {
        String file = type.getName().replace('.', '/') + ".class";
        try (InputStream in = type.getClassLoader().getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalArgumentException(file + ": not on the class path");
            }
            entries.put(file, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
