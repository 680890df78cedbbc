package dev.solera.itests.netns;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A bundle made of one class of these tests: a scheduler, dropped into an appliance's {@code deploy/}. */
final class Plugin {
    private Plugin() {}

    /** Puts it there; it is started a moment later. */
    static void deploy(Node node, Class<?> type) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.putValue("Manifest-Version", "1.0");
        attributes.putValue("Bundle-ManifestVersion", "2");
        attributes.putValue("Bundle-SymbolicName", "org.example." + word(type));
        attributes.putValue("Bundle-Version", "1.0.0");
        attributes.putValue("Import-Package", "dev.solera.spi");
        attributes.putValue("Service-Component", "OSGI-INF/component.xml");
        Path jar = Files.createTempFile(word(type), ".jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest);
                InputStream bytes = type.getResourceAsStream(type.getSimpleName() + ".class")) {
            out.putNextEntry(new JarEntry("OSGI-INF/component.xml"));
            out.write(
                    """
                    <?xml version="1.0" encoding="UTF-8"?>
                    <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="%1$s" immediate="true">
                      <service><provide interface="dev.solera.spi.SchedulerFactory"/></service>
                      <implementation class="%1$s"/>
                    </scr:component>
                    """
                            .formatted(type.getName())
                            .getBytes(StandardCharsets.UTF_8));
            out.putNextEntry(new JarEntry(type.getName().replace('.', '/') + ".class"));
            bytes.transferTo(out);
        }
        Files.move(jar, jar(node, type), StandardCopyOption.REPLACE_EXISTING);
    }

    static void remove(Node node, Class<?> type) throws IOException {
        Files.deleteIfExists(jar(node, type));
    }

    private static Path jar(Node node, Class<?> type) {
        return node.appliance().home().resolve("deploy/" + word(type) + ".jar");
    }

    private static String word(Class<?> type) {
        return type.getSimpleName().toLowerCase(Locale.ROOT);
    }
}
