package dev.solera.core;

import dev.solera.core.internal.PluginTable;
import dev.solera.spi.HealthCheckerFactory;
import dev.solera.spi.SchedulerFactory;
import dev.solera.spi.WeightAdvisorFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.jar.Manifest;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Finds plug-ins on the class path by what their bundles declare to Declarative Services (OSGi Compendium 112.4), so that a plug-in needs to
 * say what it is only once, drop-ins included.
 */
final class DeclaredPlugins {
    private static final String COMPONENTS = "Service-Component";

    private DeclaredPlugins() {}

    static PluginTable onClassPath(ClassLoader loader) throws IOException {
        PluginTable plugins = new PluginTable();
        for (URL url : Collections.list(loader.getResources("META-INF/MANIFEST.MF"))) {
            String declared;
            try (InputStream in = url.openStream()) {
                declared = new Manifest(in).getMainAttributes().getValue(COMPONENTS);
            }
            if (declared != null) {
                String base = url.toString().replaceFirst("META-INF/MANIFEST.MF$", "");
                for (String path : declared.split("\\s*,\\s*")) {
                    add(plugins, loader, new URL(base + path));
                }
            }
        }
        return plugins;
    }

    private static void add(PluginTable plugins, ClassLoader loader, URL component) throws IOException {
        try {
            Document xml = parse(component);
            NodeList provided = xml.getElementsByTagName("provide");
            for (int i = 0; i < provided.getLength(); i++) {
                String service = ((Element) provided.item(i)).getAttribute("interface");
                if (service.equals(SchedulerFactory.class.getName())) {
                    plugins.add((SchedulerFactory) make(loader.loadClass(implementation(xml))), "");
                } else if (service.equals(HealthCheckerFactory.class.getName())) {
                    plugins.add((HealthCheckerFactory) make(loader.loadClass(implementation(xml))), "");
                } else if (service.equals(WeightAdvisorFactory.class.getName())) {
                    plugins.add((WeightAdvisorFactory) make(loader.loadClass(implementation(xml))), "");
                }
            }
        } catch (ReflectiveOperationException
                | ParserConfigurationException
                | SAXException
                | RuntimeException
                | LinkageError e) {
            throw new IOException("plug-in " + component + " cannot be made without a running appliance: " + e, e);
        }
    }

    private static Document parse(URL component) throws IOException, ParserConfigurationException, SAXException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        try (InputStream in = component.openStream()) {
            return factory.newDocumentBuilder().parse(in);
        }
    }

    private static String implementation(Document xml) {
        return ((Element) xml.getElementsByTagName("implementation").item(0)).getAttribute("class");
    }

    /** Makes an object by its public constructor, and by theirs what that takes. */
    private static Object make(Class<?> type) throws ReflectiveOperationException {
        var constructor = type.getConstructors()[0];
        Object[] arguments = new Object[constructor.getParameterCount()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = make(constructor.getParameterTypes()[i]);
        }
        return constructor.newInstance(arguments);
    }
}
